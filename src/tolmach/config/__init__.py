"""What is a run: a recipe as typed values, with errors in plain words."""
