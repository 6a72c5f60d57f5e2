"""The page editor's form for pictures."""

from __future__ import annotations

from typing import Any

from django.forms import FileField
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from needlecare.clinic.common.pictures import drawn_anew


class PictureField(WagtailImageField):
    """A picture that is drawn anew before anything else looks at it: Wagtail decodes it first and counts pixels then."""

    def to_python(self, data: Any) -> Any:
        """Return the new file, or refuse with what is wrong and what to do."""
        sent = FileField.to_python(self, data)
        if sent is None:
            return None
        self.check_image_file_size(sent)
        return super().to_python(drawn_anew(sent.name or "", sent.read()))


class PictureForm(BaseImageForm):
    """The editor's form for a picture."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            plain = self.fields["file"]
            self.fields["file"] = PictureField(
                label=plain.label, required=plain.required, widget=plain.widget, max_length=plain.max_length
            )
