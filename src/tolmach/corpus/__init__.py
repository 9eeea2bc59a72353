"""Parallel text as files: what is in a corpus, and what more can be made of it?"""
