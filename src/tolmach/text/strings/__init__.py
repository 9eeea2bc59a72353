"""Strings that are no words: which numbers, addresses, code, marks and slots are in a text?"""
