"""Tests of reading data and selecting the rows of an analysis."""
