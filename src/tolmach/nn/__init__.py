"""The layers of models, and the loss."""
