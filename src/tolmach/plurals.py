"""Numbers of things in messages: one pair, two pairs."""


def counted(count: int, noun: str) -> str:
    """Return a number and what is counted, with an s unless it is one: "1,200 pairs"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
