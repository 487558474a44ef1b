"""Evidence files and entries: what may be kept, judged from their bytes and texts alone."""
