"""The wording of messages: numbers of things, and no more of a long text than fits."""


def counted(count: int, noun: str) -> str:
    """Return a number and what is counted, with an s unless it is one: "1,200 pairs"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def excerpt(text: str, most: int) -> str:
    """Return a text, or its beginning and "…" where it has more than so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
