"""Awards that carry their own proof."""
