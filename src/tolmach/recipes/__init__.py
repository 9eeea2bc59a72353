"""Drafts of recipes: which settings suit a user's own files, and how long will they take?"""
