"""Uploads are hostile: checked by content, renamed, limited, and handed out to their owner only."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pypdf import PdfWriter

from rocket3pl.documents import checks
from rocket3pl.documents.models import StoredFile
from rocket3pl.documents.operations import Upload, clean_name, store
from rocket3pl.documents.queries import content, stored_file, stored_files
from rocket3pl.owners.models import User
from rocket3pl.shared.errors import Invalid, NotFound, NotPermitted
from tests.factories import NOW, World
from tests.support import acting, body, changed, everything

SELLER = "rocket3pl.owners.login.MarketplaceKeyBackend"
STAFF = "rocket3pl.owners.login.StaffPasswordBackend"


def picture(size: tuple[int, int] = (40, 30), form: str = "PNG", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#336699").save(out, form, **more)
    return out.getvalue()


def pdf(pages: int = 1, password: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    """Return a small PNG that says it is 30,000 pixels square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")


def put(data: bytes, kind: str = "product_image", name: str = "a.png") -> StoredFile:
    return store(kind, Upload(name, len(data), io.BytesIO(data)), now=NOW)


def test_a_picture_is_written_anew_without_camera_data(world: World) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6  # turned by 90 degrees
    data = picture((4000, 1000), "JPEG", exif=exif)
    with acting(world.people["ara"]):
        file = put(data, name="사진.jpg")
        with content(file) as kept, Image.open(kept) as image:
            raw = kept
            assert image.format == "WEBP"
            assert image.size == (400, 1600)
            raw.seek(0)
            assert b"SecretCamera" not in raw.read()
        with content(file, thumbnail=True) as small, Image.open(small) as image:
            assert image.size == (40, 160)
    assert (file.name, file.content_type, file.kind) == ("사진.jpg", "image/webp", "product_image")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_broken_camera_data_do_not_matter(world: World, form: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6
    broken = exif.tobytes()
    data = picture((40, 30), form, exif=broken[:6] + b"XX" + broken[8:])
    with acting(world.people["ara"]):
        file = put(data)
        with content(file) as kept, Image.open(kept) as image:
            assert (image.format, image.size) == ("WEBP", (40, 30))
            kept.seek(0)
            assert b"SecretCamera" not in kept.read()


def test_a_paper_is_kept_to_the_byte(world: World) -> None:
    data = pdf(3)
    with acting(world.people["ara"]):
        file = put(data, "coupang_label", "물류부착문서_20261124.pdf")
        with content(file) as kept:
            assert kept.read() == data
        with pytest.raises(NotFound):
            content(file, thumbnail=True)
    assert (file.name, file.content_type, file.size) == (
        "물류부착문서_20261124.pdf", "application/pdf", len(data),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("product_image", b"", "file_empty"),
        ("product_image", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "file_type"),
        ("product_image", b"<html><script>alert(1)</script>", "file_type"),
        ("product_image", pdf(), "file_type"),
        ("product_image", picture(form="GIF"), "file_type"),
        ("product_image", picture()[:60], "file_broken"),
        ("product_image", bomb(), "image_too_large"),
        ("coupang_label", picture(form="WEBP"), "file_type"),
        ("coupang_label", b"%PDF-1.7 but nothing more", "file_broken"),
        ("coupang_label", pdf(password="x"), "file_locked"),
        ("coupang_label", pdf(501), "too_many_pages"),
        ("coupang_label", b"PK\x03\x04" + b"\x00" * 100, "file_type"),
        ("anything", picture(), "unknown_kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_what_is_refused(world: World, files_folder: Path, kind: str, data: bytes, code: str) -> None:
    before = everything()
    with acting(world.people["ara"]), pytest.raises(Invalid) as refused:
        put(data, kind)
    assert [p.code for p in refused.value.problems] == [code]
    assert changed(before) == set()
    assert not files_folder.exists()


def test_too_many_bytes_are_not_even_read(world: World) -> None:
    limit = checks.PRODUCT_IMAGE.max_bytes
    with acting(world.people["ara"]):
        for claimed, real in ((limit + 1, 1), (1, limit + 1)):
            with pytest.raises(Invalid) as refused:
                store("product_image", Upload("a.png", claimed, io.BytesIO(b"x" * real)), now=NOW)
            assert refused.value.problems[0].code == "file_too_large"


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\Users\\x\\사진.PNG", "사진.png"),
        ("<script>alert(1)</script>.png", "script.png"),
        ("evil\u202egnp.exe", "evilgnp.png"),
        ("a\x00b\r\nSet-Cookie: x.png", "abSet-Cookie x.png"),
        ("....", "file.png"),
        ("", "file.png"),
        ("x" * 500 + ".png", "x" * 120 + ".png"),
        ("report.pdf.exe", "report.pdf.png"),
    ],
)
def test_names_are_harmless(name: str, shown: str) -> None:
    assert clean_name(name, "image/png") == shown


def test_strangers_find_no_file(world: World) -> None:
    with acting(world.people["ara"]):
        file = put(picture())
    with acting(world.people["chae"]):
        with pytest.raises(NotFound):
            stored_file(str(file.public_id))
        assert stored_files([str(file.public_id), "x"]) == []
    with acting(world.people["dan"]):
        assert stored_file(str(file.public_id)).pk == file.pk
        with pytest.raises(NotPermitted):
            put(picture())


def _client(person: User) -> Client:
    client = Client()
    client.force_login(person, backend=SELLER if person.owner_id else STAFF)
    return client


def test_the_way_over_http(world: World) -> None:
    ara = _client(world.people["ara"])
    sent = {"kind": "product_image", "file": SimpleUploadedFile("a.png", picture())}
    answer = ara.post("/files/", sent)
    assert answer.status_code == 201
    told = answer.json()
    for who, status in (("ara", 200), ("bom", 200), ("dan", 200), ("eun", 200), ("chae", 404)):
        for address in (told["url"], told["thumbnail"]):
            response = _client(world.people[who]).get(address)
            assert response.status_code == status
            if status == 200:
                assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
                assert response["X-Content-Type-Options"] == "nosniff"
                assert body(response)[:4] == b"RIFF"
    assert Client().get(told["url"]).status_code == 302
    assert ara.get("/files/not-a-uuid/").status_code == 404
    assert ara.get(f"/files/{told['id']}/../x/").status_code == 404


def test_a_refused_upload_says_why_in_the_readers_language(world: World) -> None:
    ara = _client(world.people["ara"])
    sent = {"kind": "product_image", "file": SimpleUploadedFile("a.png", b"<svg/>")}
    answer = ara.post("/files/", sent, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()) == (
        422, {"error": "This format cannot be used. Choose a PNG, JPG, WEBP file"},
    )  # fmt: skip
    assert ara.post("/files/", {"kind": "product_image"}).status_code == 422
    assert _client(world.people["dan"]).post("/files/", {"kind": "product_image"}).status_code == 404
