"""One string: its characters, words, sentences, script, language and pieces."""
