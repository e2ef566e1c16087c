"""The profiled (RE)ML solver on blocked cross-products; knows no formula and no data frame."""
