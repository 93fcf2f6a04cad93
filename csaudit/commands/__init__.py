"""One file a command. A command reads its options, makes one call, prints, and returns its exit code.

Only these files and cli.py know Typer. Nothing is imported at the top that one command alone needs: start-up counts.
"""
