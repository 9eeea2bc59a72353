"""Learning: how is θ found?"""
