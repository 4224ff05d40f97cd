"""Which kinds of notices there are, who may read them, and what they lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rocket3pl.shared.rights import RIGHTS, Right
from rocket3pl.shared.tenancy import Scope


class Kind(StrEnum):
    """What happened. A kind belongs to one side, but for jobs and connectors, which both have."""

    PRODUCT_APPROVED = "product_approved"
    PRODUCT_REJECTED = "product_rejected"
    PRODUCT_FAILED = "product_failed"
    INBOUND_IN_TRANSIT = "inbound_in_transit"
    INBOUND_ARRIVED = "inbound_arrived"
    INBOUND_COMPLETED = "inbound_completed"
    INBOUND_DIFFERENT = "inbound_different"
    INBOUND_REJECTED = "inbound_rejected"
    OUTBOUND_SHIPPED = "outbound_shipped"
    OUTBOUND_HELD = "outbound_held"
    OUTBOUND_REJECTED = "outbound_rejected"
    OUTBOUND_SHORT = "outbound_short"
    CANCEL_CONFIRMED = "cancel_confirmed"
    CANCEL_REFUSED = "cancel_refused"
    STOCK_LOW = "stock_low"
    WEBHOOK_OFF = "webhook_off"
    CONNECTOR_FAILED = "connector_failed"
    PRODUCT_REQUESTED = "product_requested"
    INBOUND_REQUESTED = "inbound_requested"
    OUTBOUND_REQUESTED = "outbound_requested"
    CANCEL_ASKED = "cancel_asked"
    MESSAGE_PARKED = "message_parked"
    BOOKS_DISAGREE = "books_disagree"
    JOB_DONE = "job_done"
    JOB_FAILED = "job_failed"


class Target(StrEnum):
    """What a notice leads to. Those in the plural are lists and need no id."""

    PRODUCT = "product"
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    WEBHOOK = "webhook"
    JOB = "job"
    FAILED_LINES = "failed_lines"
    LOW_STOCK = "low_stock"
    PRODUCTS = "products"
    INBOUNDS = "inbounds"
    OUTBOUNDS = "outbounds"
    PARKED_MESSAGES = "parked_messages"
    AUDIT = "audit"
    CONNECTORS = "connectors"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a kind leads to, and the right without which a person of the side is not told."""

    target: Target
    right: Right


# Everybody of either side may see the stock.
_ALL = Right.VIEW_STOCK
_JOBS: Mapping[Kind, Rule] = {
    Kind.JOB_DONE: Rule(Target.JOB, _ALL),
    Kind.JOB_FAILED: Rule(Target.JOB, _ALL),
}
OF_SELLERS: Mapping[Kind, Rule] = {
    Kind.PRODUCT_APPROVED: Rule(Target.PRODUCT, _ALL),
    Kind.PRODUCT_REJECTED: Rule(Target.PRODUCT, _ALL),
    Kind.PRODUCT_FAILED: Rule(Target.FAILED_LINES, _ALL),
    Kind.INBOUND_IN_TRANSIT: Rule(Target.INBOUND, _ALL),
    Kind.INBOUND_ARRIVED: Rule(Target.INBOUND, _ALL),
    Kind.INBOUND_COMPLETED: Rule(Target.INBOUND, _ALL),
    Kind.INBOUND_DIFFERENT: Rule(Target.INBOUND, _ALL),
    Kind.INBOUND_REJECTED: Rule(Target.INBOUND, _ALL),
    Kind.OUTBOUND_SHIPPED: Rule(Target.OUTBOUND, _ALL),
    Kind.OUTBOUND_HELD: Rule(Target.OUTBOUND, _ALL),
    Kind.OUTBOUND_REJECTED: Rule(Target.OUTBOUND, _ALL),
    Kind.OUTBOUND_SHORT: Rule(Target.OUTBOUND, _ALL),
    Kind.CANCEL_CONFIRMED: Rule(Target.OUTBOUND, _ALL),
    Kind.CANCEL_REFUSED: Rule(Target.OUTBOUND, _ALL),
    Kind.STOCK_LOW: Rule(Target.LOW_STOCK, _ALL),
    Kind.WEBHOOK_OFF: Rule(Target.WEBHOOK, Right.CONNECT_SYSTEMS),
    Kind.CONNECTOR_FAILED: Rule(Target.CONNECTORS, Right.CONNECT_SYSTEMS),
    **_JOBS,
}
OF_STAFF: Mapping[Kind, Rule] = {
    Kind.PRODUCT_REQUESTED: Rule(Target.PRODUCTS, Right.APPROVE_PRODUCT),
    Kind.INBOUND_REQUESTED: Rule(Target.INBOUNDS, Right.RECEIVE),
    Kind.OUTBOUND_REQUESTED: Rule(Target.OUTBOUNDS, Right.FULFIL),
    Kind.CANCEL_ASKED: Rule(Target.OUTBOUND, Right.FULFIL),
    Kind.MESSAGE_PARKED: Rule(Target.PARKED_MESSAGES, Right.AUDIT_BOOKS),
    Kind.BOOKS_DISAGREE: Rule(Target.AUDIT, Right.AUDIT_BOOKS),
    Kind.CONNECTOR_FAILED: Rule(Target.CONNECTORS, Right.EDIT_MASTER_DATA),
    **_JOBS,
}


def rules_of(*, seller: bool) -> Mapping[Kind, Rule]:
    """Return the kinds of one side, with their rules."""
    return OF_SELLERS if seller else OF_STAFF


def kinds_for(scope: Scope) -> tuple[Kind, ...]:
    """Return the kinds that whoever is in scope may read: what one may not open, one is not told."""
    role = scope.actor.role
    rules = rules_of(seller=scope.owner_id is not None)
    return tuple(kind for kind, rule in rules.items() if role is None or rule.right in RIGHTS[role])
