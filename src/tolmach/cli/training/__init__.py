"""Which commands make a translator of one's own?"""
