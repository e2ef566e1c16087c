"""Figures from results data, as SVG; they see numbers of the ARD, never data or models."""
