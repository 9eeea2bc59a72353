"""The reliability of a translation, and warnings where it is probably wrong."""
