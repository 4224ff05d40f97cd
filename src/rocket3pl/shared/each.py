"""Many things in one request, each accepted or refused by itself."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from rocket3pl.shared.errors import Invalid, Problem, with_others

Thing = TypeVar("Thing")
Refused = dict[int, list[Problem]]


def by_index(problems: Sequence[Problem]) -> Refused:
    """Return problems by the number their path begins with, with paths inside of that thing.

    Raises Invalid when one is about the request as a whole.
    """
    found: Refused = defaultdict(list)
    for problem in problems:
        head, _, rest = problem.path.partition(".")
        if not head.isdigit():
            raise Invalid(list(problems))
        found[int(head)].append(Problem(rest, problem.code, problem.params))
    return dict(found)


def each(
    things: Sequence[Thing],
    refused: Refused,
    check: Callable[[Sequence[Thing]], Sequence[Problem]],
    make: Callable[[Sequence[Thing]], Sequence[str]],
    keep: Callable[[Sequence[Thing], Sequence[Problem]], Refused] = lambda _things, problems: by_index(
        problems
    ),
) -> list[dict[str, Any]]:
    """Make all things that can be made, together; return what became of each, in their order.

    refused  what is known to be wrong beforehand, by the thing's number; it is checked for more
    check    finds what is wrong with things, by paths like "0.name"
    make     makes all of them or raises Invalid; returns what each is called
    keep     says which of the things that could not be made together have to go
    Every round of `make` leaves something out, so it ends; in nearly all cases the first one succeeds.
    """
    refused = dict(refused)

    def left() -> list[int]:
        return [i for i in range(len(things)) if i not in refused]

    def refuse(there: Sequence[int], found: Refused) -> None:
        for n, problems in found.items():
            refused[there[n]] = with_others(refused.get(there[n], ()), problems)

    # Those known to be wrong are looked at too, so that everything is told at once. They stand last:
    # what is there twice is told of them, and not of one that can be made.
    in_turn = [*left(), *sorted(refused)]
    refuse(in_turn, by_index(check([things[i] for i in in_turn])) if in_turn else {})
    names: Sequence[str] = ()
    while open_ones := left():
        asked = [things[i] for i in open_ones]
        try:
            names = make(asked)
        except Invalid as error:
            refuse(open_ones, keep(asked, error.problems))
        else:
            break
    named = dict(zip(left(), names, strict=True))
    return [
        {"index": i, "name": named[i]}
        if i in named
        else {
            "index": i,
            "problems": [{"path": p.path, "code": p.code, "params": p.params} for p in refused[i]],
        }
        for i in range(len(things))
    ]
