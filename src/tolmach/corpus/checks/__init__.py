"""What is wrong with a parallel corpus, and which of its pairs are worth learning from?"""
