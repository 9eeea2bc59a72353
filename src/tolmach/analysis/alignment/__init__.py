"""Word alignments from a translation model."""
