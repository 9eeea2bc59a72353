"""Everyday Russian with its English: what do people say of cats, trips, dinners and the rain?"""
