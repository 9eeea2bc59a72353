"""Floor 4: how argmax p(y | x) is found."""
