"""Quantities in text: what do its numbers, units and times say, and how are they written elsewhere?"""
