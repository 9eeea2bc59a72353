"""Architectures of p(y | x, θ) behind one protocol, assembled in one place."""
