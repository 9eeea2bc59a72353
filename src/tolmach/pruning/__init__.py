"""Attention heads that a model can do without, taken out of it."""
