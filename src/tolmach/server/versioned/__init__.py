"""Our own interface, `/v1`: all that the translators can do."""
