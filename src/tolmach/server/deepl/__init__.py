"""DeepL's interface, for clients that speak it."""
