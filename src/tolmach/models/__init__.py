"""Floor 3: architectures behind one protocol, p(y | x)."""
