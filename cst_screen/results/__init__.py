"""How did schools do, year by year, and beside the nation?"""
