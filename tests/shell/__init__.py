"""Tests of shells."""
