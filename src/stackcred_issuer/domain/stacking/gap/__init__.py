"""What is still missing, and the cheapest way to it."""
