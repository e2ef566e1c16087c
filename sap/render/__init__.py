"""A laid-out table as the content of a file, one module a format."""
