"""Work that follows commits: each task calls one use case."""
