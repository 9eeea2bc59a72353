"""A recipe for a user's own files, and an estimate of its training time."""
