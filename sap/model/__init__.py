"""From a formula and rows to a response, a fixed-effect design and random-effect layout."""
