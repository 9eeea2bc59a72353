"""Architectures of p(y | x, θ): public are `protocol`, their contract, and `build`."""
