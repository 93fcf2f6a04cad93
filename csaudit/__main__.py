"""`python -m csaudit` and the `csaudit` command."""

import sys


def main() -> None:
    """Run the command line, and leave with its exit code."""
    from csaudit.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
