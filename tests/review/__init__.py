"""Tests of what is done with finished runs."""
