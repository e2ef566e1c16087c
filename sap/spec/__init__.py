"""The spec language: YAML read with positions, checked whole, frozen."""
