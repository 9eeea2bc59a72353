"""Search methods: how is y found, given p(y | x, θ)?"""
