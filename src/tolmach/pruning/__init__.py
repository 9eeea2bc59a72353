"""Pruning: which attention heads can a model do without?"""
