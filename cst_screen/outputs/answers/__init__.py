"""What would change an answer: other criteria, other figures, another run."""
