"""How are the terms of a glossary obeyed?"""
