"""How do sentence pairs become batches of piece ids?"""
