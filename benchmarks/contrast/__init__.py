"""Minimal pairs: sentences that differ in one point of grammar or meaning, and so do their
translations (contrastive evaluation, Sennrich 2017)."""
