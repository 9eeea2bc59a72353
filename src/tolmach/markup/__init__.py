"""Tags and placeholders carried through a translation."""
