"""What stands in a case-study brief?"""
