"""Chapters of a study's report: what does it say about each question?"""
