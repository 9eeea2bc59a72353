"""Strings that are no words: which numbers, addresses, code, tags and placeholders are in a text?"""
