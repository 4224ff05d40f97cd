"""How fast the product is, as ratios against bare SQL in the same run: `python -m benchmarks`."""
