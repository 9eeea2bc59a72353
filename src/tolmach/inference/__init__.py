"""Engines, from piece ids to hypotheses."""
