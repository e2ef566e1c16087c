"""Tests of the simulated studies."""
