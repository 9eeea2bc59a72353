"""Floor 2: piece ids on disk and in batches."""
