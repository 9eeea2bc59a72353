"""How is θ found?"""
