"""Why is a trust on the list or not?"""
