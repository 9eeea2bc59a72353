"""Floor 8: read a trained model and its output; one package for each question."""
