"""How does raw text become raw text?"""
