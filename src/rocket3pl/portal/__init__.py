"""The seller's screens, as the manual draws them."""
