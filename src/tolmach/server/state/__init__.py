"""What a server must not forget: keys, their use, and glossaries, in one SQLite file."""
