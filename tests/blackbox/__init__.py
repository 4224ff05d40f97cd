"""The product from outside: real servers and workers, HTTP only, on both databases."""
