"""How fast the service is, each figure beside a limit measured in the same run: `python -m benchmarks`."""
