"""The quality of a system, and whether it is better than another."""
