"""Layers that models are made of: attention, recurrence, convolution, positions, losses, hooks."""
