"""From sentence pairs to batches of piece ids: token files on disk, and a seeded batch stream."""
