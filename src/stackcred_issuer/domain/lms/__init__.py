"""What learning platforms say in their own protocols, translated into one shape: the report of a result."""
