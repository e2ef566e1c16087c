"""How often tests reject where nothing is true: data sets are SIMULATED."""
