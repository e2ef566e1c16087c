"""The tests of sap: they mirror the rooms of the package."""
