"""Display, log, curve and diagnosis: how does a training come along?"""
