"""The frame of every page: shell, lists, forms, login, languages, static files."""
