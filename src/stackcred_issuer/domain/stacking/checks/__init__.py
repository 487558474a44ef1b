"""What a rule is refused for when it is saved, though it can be read."""
