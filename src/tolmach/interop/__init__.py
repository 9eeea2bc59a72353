"""Interoperation: how do models go into other tools' formats?"""
