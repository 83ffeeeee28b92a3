"""How often is the method wrong?"""
