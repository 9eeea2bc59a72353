"""How is the argmax of p(y | x, θ) found?"""
