"""Floor 6: how good a translation is, and whether a difference is real."""
