"""The roles of attention heads, and how much each matters."""
