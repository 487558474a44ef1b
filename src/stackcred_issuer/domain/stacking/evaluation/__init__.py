"""Rule + holdings + asOf: the outcome, and why."""
