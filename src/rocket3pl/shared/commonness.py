"""Which words PostgreSQL knows to be in many rows, before it looks for them.

Its index of grams gathers all rows of a word before it yields the first, 40,000 of 500,000 products. Of
a word that common a walk along the newest rows finds enough sooner. How common grams are stands in the
planner's statistics of the index, which autovacuum (or ANALYZE) makes: most_common_elems of pg_stats,
https://www.postgresql.org/docs/15/view-pg-stats.html. Without them no word counts as common, and all are
looked up in the index. SQLite yields hits as it finds them and needs none of this.
"""

from collections import defaultdict

from django.db import connection
from django.db.models import Model

from rocket3pl.shared.grams import wanted_of
from rocket3pl.shared.minute import ForAMinute
from rocket3pl.shared.tenancy import current_scope

# Common is a gram that so large a part of the rows has.
SHARE = 0.07
# The common grams of each table.
COMMON_GRAMS: ForAMinute[dict[str, set[str]]] = ForAMinute()
_INDEX = "_grams"
_ASKED = (
    "SELECT tablename, gram FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs)"
    " AS known(gram, share) WHERE schemaname = current_schema() AND right(tablename, %s) = %s"
    " AND gram IS NOT NULL AND share >= %s"
)


def is_common(model: type[Model], text: str) -> bool:
    """Return whether a search for the text in all rows of a table had better begin with its newest.

    Never for a single owner's rows: their index yields no more than these.
    """
    if connection.vendor != "postgresql" or current_scope().owner_id is not None:
        return False
    grams = wanted_of(text, owner_id=None)
    return bool(grams) and _common_grams().get(model._meta.db_table, set()).issuperset(grams)


def _common_grams() -> dict[str, set[str]]:
    name = connection.settings_dict["NAME"]
    known = COMMON_GRAMS.get(name)
    if known is None:
        known = defaultdict(set)
        with connection.cursor() as cursor:
            cursor.execute(_ASKED, [len(_INDEX), _INDEX, SHARE])
            for index, gram in cursor.fetchall():
                known[index.removesuffix(_INDEX)].add(gram)
        COMMON_GRAMS.keep(name, known)
    return known
