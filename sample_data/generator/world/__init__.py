"""What is true in the invented England: places, schools, trusts, and the lies of its register."""
