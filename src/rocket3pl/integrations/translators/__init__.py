"""Translation services behind the port of catalog/translation.py. Off until the warehouse gives keys.

Sources of the facts: the services' public documentation as repeated in public repositories (paths,
headers, fields); nothing here was tried against a live service.
"""
