"""Measurements of a study: what is measured of each model?"""
