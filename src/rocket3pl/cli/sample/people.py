"""The sample's warehouse, owners and people, and what they log in with."""

from dataclasses import dataclass
from datetime import datetime

from rocket3pl.owners.models import Owner
from rocket3pl.owners.operations import OwnerDetails, add_owner, issue_key
from rocket3pl.owners.people import NewPerson, add_person
from rocket3pl.shared.rights import Role
from rocket3pl.warehouses.models import Warehouse
from rocket3pl.warehouses.operations import WarehouseDetails, open_warehouse


@dataclass(frozen=True, slots=True)
class SampleOwner:
    """One owner: code, name, login, key, the kinds of goods it sells, and where its numbers begin."""

    code: str
    name: str
    login_id: str
    api_key: str
    kinds: tuple[str, ...]
    first: int


OWNERS = (
    SampleOwner("I41QC9GU", "테스터", "tester", "tester-1688-api-key",
                ("knit", "padding", "tee", "pyjamas", "socks", "bag"), 0),
    SampleOwner("H72KD3PW", "한빛상사", "hanbit", "hanbit-1688-api-key",
                ("tumbler", "mug", "lamp", "fan", "case", "backpack", "tee"), 200),
    SampleOwner("M58XR0TN", "미래무역", "mirae", "mirae-1688-api-key",
                ("mat", "brush", "socks", "pyjamas", "padding"), 400),
)  # fmt: skip
STAFF = (
    ("manager", "김창고", Role.MANAGER, "rocket-manager-26"),
    ("worker", "박작업", Role.WORKER, "rocket-worker-26"),
    ("billing", "이정산", Role.BILLING, "rocket-billing-26"),
)
WAREHOUSE = "ICN1"


def platform_keys() -> dict[str, tuple[str, str]]:
    """Return what the stand-in for 1688상품관 knows of sellers: {아이디: (화주코드, API KEY)}."""
    return {owner.login_id: (owner.code, owner.api_key) for owner in OWNERS}


def move_in(now: datetime) -> tuple[Warehouse, dict[str, Owner]]:
    """Open the warehouse and create the owners and people; return them, owners by code."""
    warehouse = open_warehouse(
        code=WAREHOUSE,
        details=WarehouseDetails(
            name_zh="仁川仓",
            name_ko="인천창고",
            name_en="Incheon warehouse",
            address="인천광역시 중구 공항동로 296",
        ),
    )
    for o in OWNERS:
        add_owner(OwnerDetails(name=o.name, auto_approve=o is OWNERS[0]), code=o.code)
        issue_key(o.code, o.api_key, now=now)
        add_person(NewPerson(o.login_id, o.name, Role.OWNER_ADMIN, owner=o.code))
    for login_id, name, role, password in STAFF:
        add_person(NewPerson(login_id, name, role, password=password))
    owners = {owner.code: owner for owner in Owner.objects.all()}
    return warehouse, owners


def login_lines() -> list[str]:
    """Return what to print: who can log in where, with what."""
    lines = ["Ready-made logins", "  sellers (/login/): 아이디 / 1688상품관 API KEY"]
    lines += [f"    {o.login_id:<8} {o.api_key:<22} {o.name} ({o.code})" for o in OWNERS]
    lines += ["  warehouse (/login/staff/): ID / password"]
    lines += [f"    {login:<8} {password:<22} {name} ({role.value})" for login, name, role, password in STAFF]
    return lines
