"""`python -m stackcred_issuer` is `stackcred`."""

from stackcred_issuer.cli import main

if __name__ == "__main__":
    main()
