"""Who may do what: one table of rights, used by operations, routes and menus alike."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is to the service. Stored on the user."""

    OWNER_ADMIN = "owner_admin"
    OWNER_STAFF = "owner_staff"
    MANAGER = "manager"
    WORKER = "worker"
    BILLING = "billing"


OWNER_ROLES = frozenset({Role.OWNER_ADMIN, Role.OWNER_STAFF})
STAFF_ROLES = frozenset({Role.MANAGER, Role.WORKER, Role.BILLING})


class Right(StrEnum):
    """One thing that may be allowed."""

    VIEW_STOCK = "view_stock"
    APPLY_PRODUCT = "apply_product"
    REQUEST_INBOUND = "request_inbound"
    REQUEST_OUTBOUND = "request_outbound"
    SET_LOW_STOCK = "set_low_stock"
    CONNECT_SYSTEMS = "connect_systems"
    MANAGE_OWN_STAFF = "manage_own_staff"
    APPROVE_PRODUCT = "approve_product"
    ACCEPT_INBOUND = "accept_inbound"
    RECEIVE = "receive"
    ACCEPT_OUTBOUND = "accept_outbound"
    FULFIL = "fulfil"
    ADJUST_STOCK = "adjust_stock"
    AUDIT_BOOKS = "audit_books"
    EDIT_MASTER_DATA = "edit_master_data"
    MANAGE_USERS = "manage_users"
    SEE_PERSONAL_DATA = "see_personal_data"


_SELLER = {
    Right.VIEW_STOCK,
    Right.APPLY_PRODUCT,
    Right.REQUEST_INBOUND,
    Right.REQUEST_OUTBOUND,
    Right.SET_LOW_STOCK,
    # Programs act as staff do and need it; people come to its page with MANAGE_OWN_STAFF only.
    Right.CONNECT_SYSTEMS,
    Right.SEE_PERSONAL_DATA,
}
_FLOOR = {Right.VIEW_STOCK, Right.RECEIVE, Right.FULFIL}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER_STAFF: frozenset(_SELLER),
    Role.OWNER_ADMIN: frozenset(_SELLER | {Right.MANAGE_OWN_STAFF}),
    Role.WORKER: frozenset(_FLOOR),
    Role.BILLING: frozenset({Right.VIEW_STOCK}),
    Role.MANAGER: frozenset(
        _FLOOR
        | {
            Right.APPROVE_PRODUCT,
            Right.ACCEPT_INBOUND,
            Right.ACCEPT_OUTBOUND,
            Right.ADJUST_STOCK,
            Right.AUDIT_BOOKS,
            Right.EDIT_MASTER_DATA,
            Right.MANAGE_USERS,
            Right.SEE_PERSONAL_DATA,
        },
    ),
}
