"""One string: what words, sentences, script, language and pieces are in it?"""
