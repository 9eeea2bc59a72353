"""Sentence pairs as piece ids, on disk and in batches."""
