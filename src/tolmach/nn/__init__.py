"""Floor 2: the layers that models are made of."""
