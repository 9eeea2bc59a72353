"""Floor 6: what a trained model looks at and what its parts do."""
