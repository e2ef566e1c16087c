"""Runs that are finished: their tables shown, and two of them compared."""
