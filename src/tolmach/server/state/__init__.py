"""Lasting state: keys, their use, and glossaries, in one SQLite file."""
