"""Training runs, which find θ."""
