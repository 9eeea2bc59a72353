"""Glossaries: how are their terms enforced?"""
