"""The translator, from raw text to raw text."""
