"""The server: how do programs and people reach translators over HTTP?"""
