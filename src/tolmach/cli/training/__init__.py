"""Commands that make a translator of a user's own."""
