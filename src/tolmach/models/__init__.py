"""What does p(y | x, θ) look like: architectures behind one protocol."""
