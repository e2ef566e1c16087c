"""From a laid-out table to the content of a file, one file a format."""
