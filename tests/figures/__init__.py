"""Figures, read back as the SVG they are."""
