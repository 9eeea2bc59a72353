"""Corpus scores and paired statistics: how alike are translations and references?"""
