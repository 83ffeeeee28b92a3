"""What do the criteria ask, and what does the evidence answer?"""
