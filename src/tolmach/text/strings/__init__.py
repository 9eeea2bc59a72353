"""Strings that are no words: which numbers, addresses, code and placeholders are in a text?"""
