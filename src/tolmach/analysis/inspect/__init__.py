"""All that a model does with one sentence."""
