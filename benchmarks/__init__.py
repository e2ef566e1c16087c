"""Side-by-side timings: sap, statsmodels' own optimiser, and R, on the same SIMULATED data."""
