"""Which word translates which, read off a translation model?"""
