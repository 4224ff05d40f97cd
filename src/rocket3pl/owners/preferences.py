"""What people chose about their own screens. It concerns nobody else: the audit trail leaves it out."""

from typing import Any

from django.db import transaction

from rocket3pl.owners.models import User
from rocket3pl.shared.errors import NotPermitted
from rocket3pl.shared.tenancy import current_scope

LISTS = "lists"
_MOST_LISTS = 100


@transaction.atomic
def keep_list_choice(name: str, choice: dict[str, Any] | None) -> None:
    """Keep how the person in scope wants to see a list; None goes back to how it comes.

    Raises NotPermitted when nobody is in scope whose choice it could be.
    """
    user_id = current_scope().actor.user_id
    if user_id is None:
        raise NotPermitted(name)
    # Behind the lock, or two tabs would each write what the other had not yet read.
    person = User.objects.select_for_update().get(pk=user_id)
    lists = {key: value for key, value in person.preferences.get(LISTS, {}).items() if key != name}
    if choice is not None:
        lists = {**dict(list(lists.items())[1 - _MOST_LISTS :]), name: choice}
    person.preferences = {**person.preferences, LISTS: lists}
    person.save(update_fields=["preferences"])
