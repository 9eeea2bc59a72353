"""Which recipe suits a user's own files, and how long will it take?"""
