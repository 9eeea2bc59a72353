"""Search for the argmax of p(y | x, θ): public are `options`, `methods` and `dispatch.search`."""
