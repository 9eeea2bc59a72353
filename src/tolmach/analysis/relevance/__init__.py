"""The contribution of each source and target piece to a prediction."""
