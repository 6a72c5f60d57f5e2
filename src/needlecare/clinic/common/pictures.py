"""Pictures that people put up: read to their end, drawn anew, and kept without anything else that was in the file.

What is stored is what a decoder saw, so that no place, camera, comment, second file or trick in the file's layout outlives
the upload. The editor's form calls this (`common.uploads`), and the storage takes nothing else.
"""

from __future__ import annotations

import contextlib
import warnings
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, ImageOps

MADE_HERE = "images/"  # where Wagtail keeps the sizes that it makes from the stored originals
LONGEST_EDGE = 2880  # pixels; no page shows more
# By the ending of the name: the format, and how it is written.
FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    "avif": ("AVIF", {"quality": 75}),
    "jpeg": ("JPEG", {"quality": 90, "optimize": True, "progressive": True}),
    "jpg": ("JPEG", {"quality": 90, "optimize": True, "progressive": True}),
    "png": ("PNG", {"optimize": True}),
    "webp": ("WEBP", {"quality": 90}),
}
BROKEN = (
    "This picture could not be read to its end. Open it, save it again as JPEG or PNG, and send that file."
)
LARGE = "This picture has too many pixels. Make it smaller, about 3000 pixels wide, and send it again."
ENDING = "The name ends in '.{ending}'. Send a picture whose name ends in .jpg, .png, .webp or .avif."


class Drawn(SimpleUploadedFile):
    """A picture as `drawn_anew` made it."""


def drawn_anew(name: str, content: bytes) -> Drawn:
    """Return a picture as a new file with its pixels and nothing else.

    It stands upright, has sRGB colours and at most `LONGEST_EDGE` pixels on its longer edge; of several frames it
    keeps the first.

    Raises
    ------
    ValidationError
        If the ending of the name is none of ours, or the file is not such a picture from its beginning to its end.
    """
    stem, ending = PurePath(name).stem, PurePath(name).suffix.lower().lstrip(".")
    if ending not in FORMATS:
        raise ValidationError(ENDING.format(ending=ending), code="invalid_extension")
    kind, how = FORMATS[ending]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=[kind]) as opened:
                if opened.width * opened.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                    raise Image.DecompressionBombError
                drawn = _drawn(opened, with_alpha=kind != "JPEG")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(LARGE, code="file_too_many_pixels") from None
    except (OSError, SyntaxError, ValueError):
        raise ValidationError(BROKEN, code="invalid_image") from None
    written = BytesIO()
    drawn.save(written, kind, **how)
    return Drawn(f"{stem}.{ending}", written.getvalue(), content_type=Image.MIME[kind])


def _drawn(opened: Image.Image, *, with_alpha: bool) -> Image.Image:
    """Return the pixels on a new picture, which knows nothing of the file."""
    opened.load()
    upright = ImageOps.exif_transpose(opened)
    mode = "RGBA" if with_alpha and upright.has_transparency_data else "RGB"
    flat = _in_srgb(upright, mode)
    flat.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
    new = Image.new(mode, flat.size)
    new.paste(flat)
    return new


def _in_srgb(picture: Image.Image, mode: str) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        with contextlib.suppress(ImageCms.PyCMSError, OSError):  # a profile that cannot be read is left out
            found = ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode=mode,
            )
            if found is not None:
                return found
    return picture.convert(mode)


class PictureStorage(FileSystemStorage):
    """Keeps pictures that were drawn anew, and nothing else: the second lock, whatever dialogue a file comes by."""

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Store a picture, drawn anew unless it was before."""
        if not isinstance(content, Drawn) and not (name or "").startswith(MADE_HERE):
            try:
                content = drawn_anew(name or "", content.read())
            except ValidationError as why:
                raise SuspiciousFileOperation("; ".join(why.messages)) from None
        return super().save(name, content, max_length)
