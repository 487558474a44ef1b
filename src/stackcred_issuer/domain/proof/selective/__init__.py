"""Primitives of selective disclosure (Data Integrity ECDSA Cryptosuites 1.0 §3.4 and §3.5)."""
