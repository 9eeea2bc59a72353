"""Layers and the loss: what are models made of?"""
