"""`stackcred examples`: the rules of real qualifications, shipped as data, to look at and to start from."""
