"""Engines: how do piece ids become hypotheses?"""
