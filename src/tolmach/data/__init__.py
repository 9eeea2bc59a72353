"""Token files and batches: how do sentence pairs become tensors of piece ids?"""
