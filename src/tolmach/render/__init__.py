"""SVG and HTML: how do numbers become pictures and pages?"""
