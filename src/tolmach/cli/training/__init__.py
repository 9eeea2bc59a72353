"""Commands on the way to a translator of one's own."""
