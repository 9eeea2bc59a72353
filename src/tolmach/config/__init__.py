"""A recipe as typed values, with errors in plain words."""
