"""Degrees of freedom, means, contrasts and tests from estimates; knows no engine."""
