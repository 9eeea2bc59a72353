"""The command line: what does the user type? Thin commands that parse, call and show."""
