"""The corpus doctor: what is wrong with a corpus, and which pairs are worth learning from?"""
