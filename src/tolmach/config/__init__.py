"""Recipes as typed values: what is a run, and what is wrong with the way it was written?"""
