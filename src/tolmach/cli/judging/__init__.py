"""Commands that judge translations."""
