"""Which trusts came forward, and what is each answered?"""
