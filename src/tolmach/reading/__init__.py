"""Reading: what of a sentence does a model read, and how does the rest come through?"""
