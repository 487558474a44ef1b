"""Judging credentials and presentations, our own and anybody's: pure, three-valued, replayable."""
