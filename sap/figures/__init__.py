"""Figures laid out or drawn from results data; they never see data or models."""
