"""Judgement of systems: how good is one, and is it better than another?"""
