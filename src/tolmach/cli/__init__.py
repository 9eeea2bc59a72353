"""Thin commands, which parse, call and show."""
