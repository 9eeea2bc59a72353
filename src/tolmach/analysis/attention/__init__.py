"""Attention: where does a model look, in every layer and head?"""
