"""The seller's screens, in the order and words of the manual."""
