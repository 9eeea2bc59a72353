"""Names of persons: which words are some, and how does a translation write them?"""
