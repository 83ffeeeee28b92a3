"""What did inspectors find, before and after joining, and what is usual?"""
