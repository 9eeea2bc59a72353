"""The attention of every layer and head, recorded and drawn."""
