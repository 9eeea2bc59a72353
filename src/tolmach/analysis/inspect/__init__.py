"""What does a model do with one sentence?"""
