"""Floor 4: engines, from piece ids to hypotheses."""
