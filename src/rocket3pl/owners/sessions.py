"""Sessions in the database, as Django keeps them, read by one plain statement.

Every page begins with this look-up, and putting it together anew took longer than finding the row.
"""

from typing import Any, NamedTuple

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.utils import timezone


class _Found(NamedTuple):
    session_data: str


class SessionStore(DatabaseStore):
    """What SESSION_ENGINE names."""

    def _get_session_from_db(self) -> Any:
        """Return the row of a session that has not run out, None without one."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s",
                [self.session_key, now],
            )
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return _Found(*row)
