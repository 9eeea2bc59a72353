"""Markup: how do tags and placeholders come through a translation?"""
