"""Quantities in text: what do numbers, units and times say, and how are they written elsewhere?"""
