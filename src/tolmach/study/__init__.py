"""A comparison of architectures on one corpus, on equal terms, as a report."""
