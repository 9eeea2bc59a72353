"""The study: how do architectures compare on one corpus, on equal terms?"""
