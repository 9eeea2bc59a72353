"""The faults of a parallel corpus, and the pairs worth learning from."""
