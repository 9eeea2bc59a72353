"""Methods that find y, given p(y | x, θ)."""
