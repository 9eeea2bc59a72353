"""Pairs out of templates: what does a corpus hardly show of word order, times, sums and titles?"""
