"""The progress of a training run: display, log, curve and diagnosis."""
