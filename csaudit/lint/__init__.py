"""Checking canned replies: from files to findings.

paths: which files hold replies. checking: one file's findings. suppressions: what a file takes back. baseline: what is
known already. changed: the lines a pull request touches. fixes: what can be mended safely. running: one call over all.
"""
