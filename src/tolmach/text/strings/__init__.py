"""Strings that are no words: which addresses, code, marks and slots are in a text?"""
