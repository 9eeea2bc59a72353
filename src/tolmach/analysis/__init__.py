"""Insight: what has a model learnt, and what does it do?"""
