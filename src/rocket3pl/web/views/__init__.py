"""Views of the frame: login, home, health, errors."""
