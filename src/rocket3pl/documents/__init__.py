"""Uploaded files: checked by content, owned, served only to those who may see them."""
