"""Which commands look inside a translator?"""
