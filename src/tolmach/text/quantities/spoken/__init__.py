"""Quantities in words: which numbers and times do they say?"""
