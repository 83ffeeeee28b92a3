"""How is a set of trusts for case studies shown, with what it covers and what lies around it?"""
