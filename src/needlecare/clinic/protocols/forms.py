"""What may be sent to the desk: the text of a protocol, and the reason for publishing it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms

from needlecare.clinic.common.words import say
from needlecare.protocol.reader import MAX_BYTES

MOST_NAME = 100  # characters


class TextForm(forms.Form):
    """The text of a protocol: typed, pasted, or from a file."""

    file = forms.FileField(
        required=False, widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.json,application/json"})
    )
    text = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 18, "class": "protocol-text", "spellcheck": "false", "autocomplete": "off"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = say("desk-file")
        self.fields["file"].help_text = say("desk-file-hint", most=f"{MAX_BYTES // 1000}")
        self.fields["text"].label = say("desk-text")
        self.fields["text"].help_text = say("desk-text-hint")

    def clean_file(self) -> str | None:
        """Return the text of a file."""
        sent = self.cleaned_data["file"]
        if sent is None:
            return None
        if sent.size > MAX_BYTES:
            raise forms.ValidationError(say("desk-too-large", most=f"{MAX_BYTES // 1000}"))
        try:
            found: str = sent.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(say("desk-not-utf8", byte=error.start + 1)) from None
        if "\0" in found:
            raise forms.ValidationError(say("desk-not-text"))
        return _with_line_feeds(found)

    def clean_text(self) -> str:
        """Return what was typed."""
        found: str = _with_line_feeds(self.cleaned_data["text"])
        if len(found.encode()) > MAX_BYTES:
            raise forms.ValidationError(say("desk-too-large", most=f"{MAX_BYTES // 1000}"))
        return found

    def clean(self) -> dict[str, Any]:
        if not self.errors and self.cleaned_data["file"] is None and not self.cleaned_data["text"].strip():
            self.add_error("file", say("desk-nothing"))
        return self.cleaned_data

    @property
    def found(self) -> tuple[str, str]:
        """Return the name and the text of what was sent; a file comes before what was typed."""
        if self.cleaned_data["file"] is not None:
            file: Any = self.files["file"]
            name = PurePath(file.name).name[-MOST_NAME:]
            is_named = name.endswith((".json", ".yaml", ".yml"))
            return (name if is_named else "sent.yaml"), self.cleaned_data["file"]
        text = self.cleaned_data["text"]
        return "typed.json" if text.lstrip().startswith("{") else "typed.yaml", text


def _with_line_feeds(text: str) -> str:
    """Return a text with one kind of line ends: browsers send another than files have."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class PublishForm(forms.Form):
    """Who publishes, why, and what the person looked at: the digests of what is in force and of what is to be."""

    by_name = forms.CharField(max_length=150)
    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    meant = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("by_name", "reason"):
            field = self.fields[name]
            field.label = say(f"desk-{name}")
            field.help_text = say(f"desk-{name}-hint")
            field.error_messages["required"] = say(f"desk-{name}-missing")
        self.use_required_attribute = False  # the message comes from us, beside the field
