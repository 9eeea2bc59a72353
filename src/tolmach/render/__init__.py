"""Numbers as SVG and HTML."""
