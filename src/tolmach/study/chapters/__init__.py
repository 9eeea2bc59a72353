"""Chapters of a study's report, one for each question."""
