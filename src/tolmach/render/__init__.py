"""How do numbers become SVG and HTML?"""
