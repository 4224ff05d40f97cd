"""The lists of master data."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rocket3pl.console.choices import OWNER
from rocket3pl.console.words import ACTIVE, LANGUAGE_NAMES
from rocket3pl.shared.listing import Row
from rocket3pl.shared.rights import Role
from rocket3pl.web.lists import Column, ListSpec, Select, Tab, Tag
from rocket3pl.web.menu import ROLE_NAMES

_ON, _OFF = Tag(_("사용중"), "ok"), Tag(_("중지"), "warn")
_YES = Tag(_("예"), "ok", "check")
_NO_KEY = Tag(_("없음"), "warn", "alert-triangle")
_VERIFIED = Tag(_("확인됨"), "ok", "check")
_UNVERIFIED = Tag(_("확인 필요"), "warn", "alert-triangle")
_TABS = (
    Tab("", _("전체")),
    Tab("active", ACTIVE["active"]),
    Tab("inactive", _("중지")),
)
_REFERENCE_TABS = (*_TABS, Tab("unverified", _("확인 필요"), "warn"))


def _on(row: Row) -> Tag:
    return _ON if row["active"] else _OFF


def _verified(row: Row) -> Tag:
    return _VERIFIED if row["verified_at"] else _UNVERIFIED


_STATE = (
    Column("active", _("상태"), "tag", value=_on, css="m-qty"),
    Column("verified", _("확인"), "tag", value=_verified),
)

OWNERS = ListSpec(
    name="console-owners",
    caption=_("화주"),
    columns=(
        Column(
            "name",
            _("화주명"),
            sort_key="name",
            css="m-title",
            href=lambda row: reverse("console:owner", args=[row["code"]]),
        ),
        Column("code", _("화주코드"), "mono", sort_key="code", css="m-sub"),
        Column(
            "status",
            _("상태"),
            "tag",
            css="m-qty",
            value=lambda row: _ON if row["status"] == "active" else _OFF,
        ),
        Column("business_no", _("사업자등록번호"), "mono"),
        Column("key", _("API KEY"), "tag", value=lambda row: _YES if row["has_key"] else _NO_KEY),
        Column("auto_approve", _("자동승인"), "tag", value=lambda row: _YES if row["auto_approve"] else None),
        Column("language", _("언어"), value=lambda row: LANGUAGE_NAMES[row["default_language"]]),
        Column("created_at", _("등록일"), "datetime", sort_key="created_at"),
    ),
    tabs=(Tab("", _("전체")), Tab("active", ACTIVE["active"]), Tab("suspended", ACTIVE["suspended"])),
    search_fields=(("name", _("화주명")),),
    row_id="",
    row_label="name",
    empty_title=_("등록된 화주가 없습니다"),
    empty_text=_("화주를 등록하면 상품을 신청할 수 있습니다."),
    empty_icon="users",
    empty_action=(_("화주 등록"), "console:owner_new"),
    filename="owners",
)
USERS = ListSpec(
    name="console-users",
    caption=_("사용자"),
    columns=(
        Column(
            "login_id",
            _("아이디"),
            "link",
            sort_key="login_id",
            css="m-title",
            href=lambda row: reverse("console:user", args=[row["login_id"]]),
        ),
        Column("name", _("이름"), sort_key="name", css="m-sub"),
        Column(
            "role", _("역할"), sort_key="role", css="m-sub", value=lambda row: ROLE_NAMES[Role(row["role"])]
        ),
        Column(
            "is_active", _("상태"), "tag", css="m-qty", value=lambda row: _ON if row["is_active"] else _OFF
        ),
        Column("owner_name", _("화주명")),
        Column("owner_code", _("화주코드"), "mono"),
        Column("last_login", _("최근 로그인"), "datetime"),
        Column("created_at", _("등록일"), "datetime", sort_key="created_at"),
    ),
    tabs=(
        Tab("", _("전체")),
        Tab("staff", _("창고 직원")),
        Tab("seller", _("화주")),
        Tab("inactive", _("중지")),
    ),
    search_fields=(("name", _("아이디 · 이름")),),
    selects=(OWNER, Select("role", _("역할"), tuple((r.value, ROLE_NAMES[r]) for r in Role))),
    row_id="",
    row_label="login_id",
    empty_icon="users",
    filename="users",
)
WAREHOUSES = ListSpec(
    name="console-warehouses",
    caption=_("창고"),
    columns=(
        Column(
            "code",
            _("창고코드"),
            "link",
            sort_key="code",
            css="m-title",
            href=lambda row: reverse("console:warehouse", args=[row["code"]]),
        ),
        Column("name_ko", _("한글 이름"), sort_key="name_ko", css="m-sub"),
        Column("name_zh", _("중문 이름"), lang="zh-Hans"),
        Column("name_en", _("영문 이름"), lang="en"),
        Column("address", _("주소")),
        Column("active", _("상태"), "tag", value=_on, css="m-qty"),
    ),
    tabs=_TABS,
    search_fields=(("name", _("이름")),),
    row_id="",
    row_label="code",
    empty_icon="building-warehouse",
    empty_action=(_("창고 등록"), "console:warehouse_new"),
    filename="warehouses",
)
CENTRES = ListSpec(
    name="console-centres",
    caption=_("쿠팡창고"),
    columns=(
        Column(
            "name",
            _("이름"),
            "link",
            sort_key="name",
            css="m-title",
            href=lambda row: reverse("console:centre", args=[row["code"]]),
        ),
        Column("code", _("코드"), "mono", sort_key="code"),
        Column("fc_code", _("센터 코드"), "mono", sort_key="fc_code", css="m-sub"),
        Column("bracket_code", _("괄호 번호"), "mono"),
        Column("region", _("시/도"), sort_key="region"),
        Column("address", _("주소"), css="m-sub"),
        Column("postcode", _("우편번호"), "mono"),
        Column("phone", _("연락처"), "mono"),
        Column("milkrun_basic_krw", _("밀크런 기본(원)"), "num"),
        Column("milkrun_over_krw", _("밀크런 초과(원)"), "num"),
        *_STATE,
    ),
    tabs=_REFERENCE_TABS,
    search_fields=(("name", _("이름 · 코드 · 주소")),),
    row_id="",
    row_label="name",
    empty_icon="map-pin",
    empty_action=(_("쿠팡창고 등록"), "console:centre_new"),
    filename="coupang-centres",
)
COURIERS = ListSpec(
    name="console-couriers",
    caption=_("택배사"),
    columns=(
        Column(
            "code",
            _("코드"),
            "link",
            sort_key="code",
            css="m-title",
            href=lambda row: reverse("console:courier", args=[row["code"]]),
        ),
        Column("name_ko", _("한글 이름"), sort_key="name_ko", css="m-sub"),
        Column("name_zh", _("중문 이름"), lang="zh-Hans"),
        Column("name_en", _("영문 이름"), lang="en"),
        Column("coupang_code", _("쿠팡 코드"), "mono"),
        Column("number_pattern", _("운송장번호 형식"), "mono"),
        *_STATE,
    ),
    tabs=_REFERENCE_TABS,
    search_fields=(("name", _("이름 · 코드")),),
    row_id="",
    row_label="code",
    empty_icon="truck",
    empty_action=(_("택배사 등록"), "console:courier_new"),
    filename="couriers",
)
TERMS = ListSpec(
    name="console-glossary",
    caption=_("용어집"),
    columns=(
        Column(
            "zh",
            _("중국어"),
            sort_key="zh",
            css="m-title",
            lang="zh-Hans",
            href=lambda row: reverse("console:term", args=[row["zh"]]),
        ),
        Column("ko", _("한국어"), sort_key="ko", css="m-sub"),
        Column("en", _("영어"), sort_key="en", lang="en"),
        Column("category", _("분류"), sort_key="category"),
        *_STATE,
    ),
    tabs=_REFERENCE_TABS,
    search_fields=(("name", _("용어")),),
    row_id="",
    row_label="zh",
    empty_icon="book-2",
    empty_action=(_("용어 등록"), "console:term_new"),
    filename="glossary",
)
