"""Measurements of the models of a study."""
