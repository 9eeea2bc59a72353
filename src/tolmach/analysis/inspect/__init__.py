"""One sentence: what does a model do with it, step by step?"""
