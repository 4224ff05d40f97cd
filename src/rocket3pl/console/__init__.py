"""The warehouse's screens: approve, receive, fulfil, adjust, audit, master data."""
