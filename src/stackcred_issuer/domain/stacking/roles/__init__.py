"""Job roles, and what badges cover of them."""
