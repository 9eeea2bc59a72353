"""What is in one string: normalising, words, sentences, script, language, pieces."""
