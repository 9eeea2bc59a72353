"""Commands that translate, and that test a translator."""
