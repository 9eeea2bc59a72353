"""Architectures behind one protocol: what does p(y | x, θ) look like?"""
