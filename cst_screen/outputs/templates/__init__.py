"""How are words put around figures? Templates: where they are, what they may say, how they are filled."""
