"""The translator: how does raw text become raw text?"""
