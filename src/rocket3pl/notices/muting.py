"""알림 설정: which kinds a person does not want to hear of."""

from collections.abc import Collection

from django.db import transaction

from rocket3pl.notices.lists import person_id
from rocket3pl.notices.models import Muted
from rocket3pl.notices.rules import Kind, kinds_for
from rocket3pl.shared.rows import insert_rows
from rocket3pl.shared.tenancy import current_scope


def wanted() -> frozenset[Kind]:
    """Return the kinds that the person in scope hears of. Raises NotPermitted."""
    muted = set(Muted.objects.filter(person_id=person_id()).values_list("kind", flat=True))
    return frozenset(kind for kind in kinds_for(current_scope()) if kind not in muted)


@transaction.atomic
def want(kinds: Collection[str], *, among: Collection[str]) -> None:
    """Set which kinds the person hears of, among those that were offered; the others stay as they are.

    Of kinds that the role may not read nothing is kept. Raises NotPermitted.
    """
    person = person_id()
    mine = [kind for kind in kinds_for(current_scope()) if kind in among]
    Muted.objects.filter(person_id=person, kind__in=[kind for kind in mine if kind in kinds]).delete()
    muted = [(person, kind.value) for kind in mine if kind not in kinds]
    insert_rows(Muted, ("person_id", "kind"), muted, ignore_conflicts=True)
