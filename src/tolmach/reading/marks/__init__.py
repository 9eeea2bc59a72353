"""Marks: which parts of a text are no words, and where do they belong in its translation?"""
