"""Commands that look inside a translator."""
