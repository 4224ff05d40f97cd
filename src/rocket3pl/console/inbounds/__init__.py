"""The warehouse's inbounds."""
