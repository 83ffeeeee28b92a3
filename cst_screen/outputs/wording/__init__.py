"""How is a figure, a reason or a grade said?"""
