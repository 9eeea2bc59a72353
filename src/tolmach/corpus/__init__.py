"""Parallel text: reading it, making more of it, aligning its words."""
