"""How a person wants to see a list: which columns, in which order, how far apart the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from rocket3pl.owners.preferences import LISTS
from rocket3pl.web.list_spec import Column, ListSpec, Text

# Word and class of the table by what is kept; lists come as "normal".
DENSITIES: Mapping[str, tuple[Text, str]] = {
    "dense": (_("좁게"), " dense"),
    "normal": (_("보통"), ""),
    "cozy": (_("넓게"), " cozy"),
}
_MOST_KEPT = 500
# The list is kept beside what was made of it, so that its id stays its own.
_made: dict[tuple[int, tuple[str, ...], tuple[str, ...]], tuple[ListSpec, ListSpec]] = {}


@dataclass(frozen=True, slots=True)
class Choice:
    """What one person chose for one list.

    density  a key of DENSITIES
    shown    keys of the columns on screen, in order; empty means as the list comes
    known    keys of all columns there were to choose from: one that came later is shown at the end
    """

    density: str = "normal"
    shown: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    @property
    def css(self) -> str:
        """Return the class of the table, with a space before it."""
        return DENSITIES[self.density][1]

    def as_json(self) -> dict[str, Any] | None:
        """Return what is kept of it, None for a list as it comes."""
        if self == Choice():
            return None
        return {"density": self.density, "shown": list(self.shown), "known": list(self.known)}

    @classmethod
    def of_json(cls, kept: object) -> "Choice":
        """Return what was kept; what makes no sense (any more) is as if it were not there."""
        if not isinstance(kept, Mapping):
            return cls()
        density = str(kept.get("density"))
        return cls(density if density in DENSITIES else "normal", _keys(kept, "shown"), _keys(kept, "known"))


def _keys(kept: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = kept.get(name)
    return tuple(str(key) for key in found) if isinstance(found, list) else ()


def choice_of(person: Any, name: str) -> Choice:
    """Return what a person chose for the list that is offered under a name."""
    preferences: Any = getattr(person, "preferences", None)
    lists = preferences.get(LISTS) if preferences else None
    return Choice.of_json(lists.get(name)) if lists else Choice()


def choosable(spec: ListSpec) -> list[Column]:
    """Return the columns that may be left out and put in another order: those on screen."""
    return [column for column in spec.columns if column.screen]


def ordered(spec: ListSpec, choice: Choice) -> list[tuple[Column, bool]]:
    """Return all columns on screen, those that are shown first and in their order, with whether they are."""
    columns = {column.key: column for column in choosable(spec)}
    shown = [key for key in choice.shown if key in columns]
    if not shown:
        return [(column, True) for column in columns.values()]
    shown += [key for key in columns if key not in choice.known and key not in shown]
    hidden = [key for key in columns if key not in shown]
    return [(columns[key], True) for key in shown] + [(columns[key], False) for key in hidden]


def applied(spec: ListSpec, choice: Choice) -> ListSpec:
    """Return the list with the chosen columns; those that only its file has stay at the end."""
    if not choice.shown:
        return spec
    key = id(spec), choice.shown, choice.known
    found = _made.get(key)
    if found is None:
        if len(_made) >= _MOST_KEPT:
            _made.clear()
        columns = [column for column, is_shown in ordered(spec, choice) if is_shown]
        columns += [column for column in spec.columns if not column.screen]
        found = _made[key] = spec, replace(spec, columns=tuple(columns))
    return found[1]


def chosen(spec: ListSpec, *, density: str, keys: Sequence[str]) -> Choice:
    """Return the choice that a form says; unknown words are left out, all columns in order are none."""
    known = tuple(column.key for column in choosable(spec))
    shown = tuple(key for key in dict.fromkeys(keys) if key in known)
    density = density if density in DENSITIES else "normal"
    return Choice(density) if shown == known else Choice(density, shown, known)
