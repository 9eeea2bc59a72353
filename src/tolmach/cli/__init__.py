"""What does the user type: thin commands that parse, call and show."""
