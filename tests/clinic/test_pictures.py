"""What the owner puts up: pictures are drawn anew, and anything else is refused with a reason."""

from __future__ import annotations

import zlib
from io import BytesIO
from struct import pack

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo
from wagtail.images import get_image_model

from needlecare.clinic.common.pictures import FORMATS, LONGEST_EDGE, drawn_anew

SECRET = b"51.5007 N, Ana Sample's telephone"
DECODABLE = {"RGB": (200, 60, 90), "RGBA": (200, 60, 90, 120), "L": 90, "P": 3, "CMYK": (10, 90, 60, 0)}


def file_of(kind: str, mode: str = "RGB", size: tuple[int, int] = (60, 40), **how: object) -> bytes:
    written = BytesIO()
    Image.new(mode, size, DECODABLE[mode]).save(written, kind, **how)
    return written.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    made = Image.Exif()
    made[0x010E], made[0x0112] = SECRET.decode(), orientation
    made.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 2.5), 3: "W", 4: (0.0, 7.0, 29.0)})
    return made


def chunk(name: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + name + content + pack(">I", zlib.crc32(name + content))


def png_of(*chunks: tuple[bytes, bytes]) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in chunks)


def bomb(width: int, height: int) -> bytes:
    """Return a small PNG that unpacks to a huge picture."""
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (width + 1)) for _ in range(200)) + packer.flush()
    header = pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return png_of((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))


# --- drawn anew ---


@pytest.mark.parametrize("ending", sorted(FORMATS))
def test_place_camera_and_comments_do_not_outlive_an_upload(ending):
    text = PngInfo()
    text.add_text("Comment", SECRET.decode())
    extra = {
        "PNG": {"pnginfo": text},
        "JPEG": {"comment": SECRET},
        "WEBP": {"xmp": SECRET},
        "AVIF": {"xmp": SECRET},
    }
    kind = FORMATS[ending][0]
    sent = file_of(kind, exif=exif(), **extra[kind])
    assert SECRET in sent

    kept = drawn_anew(f"room.{ending}", sent).read()

    assert SECRET not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert picture.size == (60, 40)
        assert not dict(picture.getexif())
        assert not {"exif", "xmp", "comment", "icc_profile", "Comment"} & {
            key for key, value in picture.info.items() if value
        }


@pytest.mark.parametrize("mode", sorted(DECODABLE))
def test_every_kind_of_colour_can_be_kept_as_jpeg(mode):
    kind = {"RGBA": "PNG", "P": "PNG"}.get(mode, "JPEG")
    ending = "png" if kind == "PNG" else "jpg"

    with Image.open(drawn_anew(f"a.{ending}", file_of(kind, mode))) as picture:
        assert picture.mode == ("RGBA" if mode == "RGBA" else "RGB")


def test_what_was_hidden_behind_a_picture_is_gone():
    kept = drawn_anew("a.jpg", file_of("JPEG") + b"PK\x03\x04<script>alert(1)</script>").read()

    assert b"<script>" not in kept


def test_a_picture_stands_upright_without_the_note_that_says_so():
    with Image.open(drawn_anew("a.jpg", file_of("JPEG", exif=exif(orientation=6)))) as picture:
        assert picture.size == (40, 60)


def test_a_picture_from_a_large_camera_is_made_as_large_as_pages_need():
    with Image.open(drawn_anew("a.jpg", file_of("JPEG", size=(4000, 1000)))) as picture:
        assert picture.size == (LONGEST_EDGE, LONGEST_EDGE // 4)


def test_colours_are_kept_in_the_space_that_browsers_assume():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    with Image.open(drawn_anew("a.png", file_of("PNG", icc_profile=profile))) as picture:
        assert "icc_profile" not in picture.info
        assert picture.getpixel((5, 5)) == pytest.approx((200, 60, 90), abs=2)


def test_a_profile_that_cannot_be_read_is_left_out():
    with Image.open(drawn_anew("a.png", file_of("PNG", icc_profile=b"no profile"))) as picture:
        assert picture.getpixel((5, 5)) == (200, 60, 90)


BROKEN = {
    "cut off": ("a.jpg", file_of("JPEG", size=(900, 900))[:400]),
    "no picture": ("a.png", b"<html>"),
    "another kind": ("a.png", file_of("JPEG")),
    "empty": ("a.webp", b""),
    "words too large when unpacked": (
        "a.png",
        png_of(
            (b"IHDR", pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
            (b"zTXt", b"a\0\0" + zlib.compress(b"a" * 80_000_000)),
            (b"IDAT", zlib.compress(b"\0\0")),
            (b"IEND", b""),
        ),
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_be_read_to_its_end_is_refused_with_a_remedy(what):
    with pytest.raises(ValidationError, match="save it again"):
        drawn_anew(*BROKEN[what])


@pytest.mark.parametrize("size", [(30_000, 30_000), (8_000, 8_000)])
def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(size):
    with pytest.raises(ValidationError, match="too many pixels"):
        drawn_anew("a.png", bomb(*size))


@pytest.mark.parametrize("name", ["a.svg", "a.gif", "a.exe", "a.html", "a", "a.png.svg"])
def test_only_four_kinds_of_pictures_are_taken(name):
    with pytest.raises(ValidationError, match=r"\.jpg, \.png, \.webp or \.avif"):
        drawn_anew(name, file_of("PNG"))


# --- at the desk ---


@pytest.fixture
def owner(client):
    client.force_login(get_user_model().objects.get(username="owner"))
    return client


def stored(picture) -> bytes:
    with picture.file.open("rb") as opened:
        return opened.read()


def send(owner, name: str, content: bytes):
    typed = {"title": "A room", "file": SimpleUploadedFile(name, content), "tags": ""}
    return owner.post(reverse("wagtailimages:add"), typed)


@pytest.mark.django_db
@pytest.mark.parametrize("ending", sorted(FORMATS))
def test_the_stored_original_itself_was_drawn_anew(owner, ending):
    kind = FORMATS[ending][0]

    assert send(owner, f"room.{ending}", file_of(kind, exif=exif())).status_code == 302

    kept = get_image_model().objects.latest("pk")
    content = stored(kept)
    assert SECRET not in content
    assert (kept.width, kept.height, kept.file_size) == (60, 40, len(content))


@pytest.mark.django_db
def test_a_picture_in_place_of_another_is_drawn_anew_too(owner):
    send(owner, "room.jpg", file_of("JPEG"))
    picture = get_image_model().objects.latest("pk")
    typed = {"title": "Another", "file": SimpleUploadedFile("b.png", file_of("PNG", exif=exif())), "tags": ""}

    owner.post(reverse("wagtailimages:edit", args=[picture.pk]), typed)

    picture.refresh_from_db()
    assert picture.title == "Another"
    assert SECRET not in stored(picture)


@pytest.mark.django_db
def test_a_title_can_be_changed_without_sending_the_picture_again(owner):
    send(owner, "room.jpg", file_of("JPEG"))
    picture = get_image_model().objects.latest("pk")
    before = stored(picture)

    owner.post(reverse("wagtailimages:edit", args=[picture.pk]), {"title": "Another", "tags": ""})

    picture.refresh_from_db()
    assert picture.title == "Another"
    assert stored(picture) == before


@pytest.mark.django_db
def test_many_pictures_at_once_are_drawn_anew_too(owner):
    sent = SimpleUploadedFile("room.jpg", file_of("JPEG", exif=exif()))

    answer = owner.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "A room", "files[]": sent},
        headers={"x-requested-with": "XMLHttpRequest"},
    )

    assert answer.json()["success"]
    assert SECRET not in stored(get_image_model().objects.get(pk=answer.json()["image_id"]))


@pytest.mark.django_db
def test_whatever_way_a_picture_comes_by_it_is_drawn_anew(owner):
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(get_user_model().objects.get(username="owner"))
    profile.avatar.save("me.jpg", ContentFile(file_of("JPEG", exif=exif())))

    with profile.avatar.open("rb") as opened:
        assert SECRET not in opened.read()
    for name in ("a.svg", "a.txt", "a.jpg"):
        with pytest.raises(SuspiciousFileOperation):
            default_storage.save(name, ContentFile(SVG))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.svg", SVG, "Send a picture whose name ends in"),
        ("a.png", SVG, "save it again"),
        ("a.gif", file_of("GIF"), "Send a picture whose name ends in"),
        ("a.jpg", file_of("PNG"), "save it again"),
        ("a.jpg", b"<html>", "save it again"),
        ("a.jpg", file_of("JPEG", size=(900, 900))[:900], "save it again"),
        ("a.png", bomb(30_000, 30_000), "too many pixels"),
        ("a.jpg", file_of("JPEG") + b"\0" * 10_000_000, "too big"),
    ],
    ids=["svg", "svg named png", "gif", "png named jpg", "html named jpg", "cut off", "bomb", "too big"],
)
def test_what_is_no_picture_of_ours_is_refused_beside_its_field(owner, name, content, words):
    before = get_image_model().objects.count()

    answer = send(owner, name, content)

    assert answer.status_code == 200
    assert words in answer.text
    assert get_image_model().objects.count() == before


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves a buffer open
def test_only_pictures_as_pages_show_them_are_served(owner, client):
    send(owner, "room.jpg", file_of("JPEG"))
    picture = get_image_model().objects.latest("pk")
    shown = picture.get_rendition("width-30|format-webp")
    shown.file.close()

    sent = client.get(shown.url)
    content = b"".join(sent.streaming_content)

    assert content[8:12] == b"WEBP"
    assert (sent.status_code, sent["Content-Type"]) == (200, "image/webp")
    assert "default-src 'none'" in sent["Content-Security-Policy"]
    assert sent["Cache-Control"] == "public, max-age=86400"
    assert client.get(picture.file.url).status_code == 404
    assert client.get("/media/images/..%2f..%2fneedlecare.sqlite3").status_code in (400, 404)


@pytest.mark.django_db
@pytest.mark.parametrize("route", ["wagtaildocs:add", "wagtaildocs:add_multiple", "wagtaildocs:index"])
def test_there_is_no_way_to_put_up_other_files(owner, route):
    sent = SimpleUploadedFile("a.pdf", b"%PDF-")

    assert owner.get(reverse(route)).status_code == 403
    assert owner.post(reverse(route), {"title": "A", "file": sent, "files[]": sent}).status_code in (403, 405)
    assert "/desk/documents/" not in owner.get("/desk/").text
