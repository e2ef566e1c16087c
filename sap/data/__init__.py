"""From the files that a spec names to the rows that an analysis uses."""
