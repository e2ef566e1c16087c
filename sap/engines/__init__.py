"""What fits a model: the contract, the catalogue of engines, and one file an engine."""
