"""The command line: what does the user type, and what is shown?"""
