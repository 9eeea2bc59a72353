"""Strings that are no words: which numbers, addresses, code, tags and slots are in a text?"""
