"""How do the architectures compare on one corpus, on equal terms?"""
