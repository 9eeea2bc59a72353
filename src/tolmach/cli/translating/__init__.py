"""Which commands translate?"""
