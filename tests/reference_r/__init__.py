"""Structures that tests/reference lacks, fitted by R; README.md says how."""
