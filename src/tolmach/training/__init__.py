"""Floor 4: learning, how theta is found."""
