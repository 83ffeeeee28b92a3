"""Prepared data kept between commands, so that the same files are not read and judged twice.

What is kept, under which key, is for the rooms that make it to say. Here: how a record goes to disk and
back (`records`), where entries lie and how they are put there and found again (`shelf`), how they lie in
a file (`entries`), and what a key is made of (`keys`).
"""
