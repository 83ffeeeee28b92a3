"""How is a trust's evidence drawn?"""
