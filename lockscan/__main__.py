"""`python -m lockscan`."""

from lockscan.cli import main

if __name__ == "__main__":
    main()
