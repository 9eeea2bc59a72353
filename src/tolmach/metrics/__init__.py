"""The likeness of translations and references, for a corpus and text by text."""
