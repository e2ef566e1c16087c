"""Figures laid out from results data, one file a kind."""
