"""The warehouse's outbounds."""
