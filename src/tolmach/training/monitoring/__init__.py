"""Display, log, curve and diagnosis: how is a training run going?"""
