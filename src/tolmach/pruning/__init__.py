"""Which attention heads can a model do without?"""
