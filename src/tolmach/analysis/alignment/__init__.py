"""Word alignment: which word translates which, by a translation model?"""
