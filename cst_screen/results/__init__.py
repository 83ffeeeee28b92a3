"""How did schools do, year by year, and compared with the nation?"""
