"""Shells: every table and figure of a plan before there are data."""

from sap.shell.write import Shell, in_words, make_shell

__all__ = ["Shell", "in_words", "make_shell"]
