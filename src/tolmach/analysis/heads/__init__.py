"""Attention heads: what does each do, and how much does it matter?"""
