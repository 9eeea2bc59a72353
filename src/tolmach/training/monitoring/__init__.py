"""How does a training come along: display, log, curve, diagnosis."""
