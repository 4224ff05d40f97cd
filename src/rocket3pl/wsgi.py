"""The WSGI callable that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rocket3pl.settings")
application = get_wsgi_application()

# A page makes and drops tens of thousands of small things. Looking for cycles among all that was loaded
# at the start found none and took a twentieth of its time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
