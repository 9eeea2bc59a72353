"""Confidence: how far may a translation be trusted, and where is it probably wrong?"""
