"""Floor 1: raw text, normalised, checked, and cut into pieces."""
