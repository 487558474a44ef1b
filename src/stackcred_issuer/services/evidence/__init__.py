"""Evidence that learners and assessors add: kept, scanned, shown to those it is meant for, deleted."""
