"""How alike are translations and references, corpus by corpus and text by text?"""
