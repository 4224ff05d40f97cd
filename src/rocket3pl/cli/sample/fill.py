"""The sample's story: seven weeks of products, inbounds and outbounds, told through the operations."""

import io
import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from rocket3pl.catalog.approval import Refusal, approve_product, refuse_product
from rocket3pl.catalog.operations import Application, ProductFacts, apply_products
from rocket3pl.cli.sample.coupang import at_coupang
from rocket3pl.cli.sample.goods import COLOURS, Variant, variants
from rocket3pl.cli.sample.people import OWNERS, WAREHOUSE, SampleOwner, login_lines, move_in
from rocket3pl.cli.sample.pictures import picture
from rocket3pl.cli.sample.stories import Shelf, tell_inbounds, tell_outbounds
from rocket3pl.documents.operations import Upload, store
from rocket3pl.owners.low_stock import set_low_stock
from rocket3pl.owners.models import Owner, User
from rocket3pl.reference.loading import load_reference
from rocket3pl.shared.tenancy import Actor, operator_scope, owner_scope

_ORIGIN = "CN"


def is_sample() -> bool:
    """Say whether the database holds the sample's people."""
    names = [o.login_id for o in OWNERS]
    return User.objects.filter(login_id__in=names).count() == len(names)


def logins() -> list[str]:
    """Return lines that tell the ready-made logins."""
    return login_lines()


def fill(*, now: datetime) -> None:
    """Fill an empty database, all or nothing. `now` is the moment the story ends at."""
    load_reference()
    with operator_scope(), transaction.atomic():
        _, owners = move_in(now - timedelta(days=50))
    manager = User.objects.get(login_id="manager").actor
    worker = User.objects.get(login_id="worker").actor
    chance = random.Random(20261124)  # noqa: S311 - a story, no secret
    for sample in OWNERS:
        owner = owners[sample.code]
        seller = User.objects.get(login_id=sample.login_id).actor
        products = _register(sample, owner, seller, manager, chance, now - timedelta(days=48))
        shelf = Shelf(owner.pk, seller, manager, worker, products)
        tell_inbounds(shelf, chance, now)
        tell_outbounds(shelf, chance, now)
        if sample is OWNERS[0]:
            at_coupang(owner, products, now=now)
        with shelf.seller_acts():
            set_low_stock(threshold=10, enabled=True, version=owner.version, now=now - timedelta(days=1))


def _register(
    sample: SampleOwner,
    owner: Owner,
    seller: Actor,
    manager: Actor,
    chance: random.Random,
    start: datetime,
) -> list[str]:
    """Apply for all products; approve most, refuse some, leave some waiting. Return the approved."""
    goods = list(variants(sample.kinds, sample.first))
    with owner_scope(owner.pk, actor=seller), transaction.atomic():
        pictures = _pictures(goods, start)
        made: list[str] = apply_products(
            [_application(g, pictures[g.kind.shape, g.colour]) for g in goods],
            key=f"sample-{sample.code}",
            now=start,
        )["products"]
    chance.shuffle(made)
    refused, waiting, approved = made[:4], made[4:9], made[9:]
    with operator_scope(actor=manager), transaction.atomic():
        decided = start + timedelta(hours=20)
        for public_id in approved:
            approve_product(public_id, version=None, now=decided)
        reasons: Sequence[tuple[str, str]] = (
            ("bad_image", "상품이 화면에 작게 보입니다. 정면 사진을 올려 주세요"),
            ("wrong_measure", "무게가 실제보다 가볍습니다"),
            ("wrong_hs_code", "품목에 맞는 hscode를 확인해 주세요"),
            ("wrong_fnsku", "바코드 라벨과 Fnsku가 다릅니다"),
        )
        for public_id, (code, note) in zip(refused, reasons, strict=True):
            refuse_product(public_id, [Refusal(code, note)], version=None, now=decided)
    del waiting  # they stay 신청
    return approved


def _pictures(goods: Sequence[Variant], now: datetime) -> dict[tuple[str, str], str]:
    """Store one picture per shape and colour; return the files' public ids."""
    found: dict[tuple[str, str], str] = {}
    for g in goods:
        key = (g.kind.shape, g.colour)
        if key not in found:
            data = picture(g.kind.shape, COLOURS[g.colour][2])
            upload = Upload(f"{g.kind.en.split(',')[0]}.png", len(data), io.BytesIO(data))
            found[key] = str(store("product_image", upload, now=now).public_id)
    return found


def _application(g: Variant, image: str) -> Application:
    zh, ko, en = g.names
    width, depth, height = g.kind.sides
    decimal = type(g.price)
    return Application(
        WAREHOUSE,
        ProductFacts(
            fnsku=g.fnsku,
            seller_sku=g.seller_sku,
            platform_sku=str(70_000_000_000 + uuid.uuid5(uuid.NAMESPACE_OID, g.fnsku).int % 10**10),
            name_zh=zh,
            name_ko=ko,
            name_en=en,
            origin=_ORIGIN,
            declared_price=g.price,
            hs_code=g.kind.hs,
            option_text=g.option_text,
            color=g.colour,
            product_url=f"https://detail.1688.com/offer/{680_000_000_000 + int(g.seller_sku[1:]) % 10**9}.html",
            weight_kg=decimal(g.kind.weight),
            width_cm=decimal(width),
            depth_cm=decimal(depth),
            height_cm=decimal(height),
            has_battery=g.kind.battery,
            image=image,
        ),
    )
