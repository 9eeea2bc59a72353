"""Shared translation: how do the requests of many users become batches of few models?"""
