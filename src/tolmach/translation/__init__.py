"""From raw text to raw text: public are `translator.Translator` and what it returns, `result`."""
