"""Relevance: how much does each source and target piece contribute to a prediction?"""
