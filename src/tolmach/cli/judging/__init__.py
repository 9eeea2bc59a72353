"""Which commands judge translations?"""
