"""What a post is made of: text, pictures, a note, and its sources."""

from __future__ import annotations

from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock, URLBlock
from wagtail.images.blocks import ImageChooserBlock

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]


class PictureBlock(StructBlock):
    """A picture, what it shows for those who cannot see it, and a line below it."""

    picture = ImageChooserBlock()
    shows = CharBlock(
        label="What the picture shows",
        max_length=200,
        help_text="Read aloud to people who cannot see it, in the language of the post.",
    )
    caption = CharBlock(required=False, max_length=200)

    class Meta:
        icon = "image"
        template = "journal/blocks/picture.html"
        description = "One picture across the width of the text."
        preview_value = {"shows": "A calendar with three days marked", "caption": "Three whole days."}


class NoteBlock(StructBlock):
    """A few sentences that stand apart."""

    title = CharBlock(max_length=80)
    text = TextBlock(max_length=600)

    class Meta:
        icon = "info-circle"
        template = "journal/blocks/note.html"
        description = "A few sentences on a quiet ground."
        preview_value = {"title": "Good to know", "text": "Ask us when you are unsure."}


class SourceBlock(StructBlock):
    """Where something comes from."""

    name = CharBlock(max_length=200)
    href = URLBlock(label="Address", required=False)

    class Meta:
        icon = "link"


class BodyBlock(StreamBlock):
    """The body of a post."""

    text = RichTextBlock(
        features=FEATURES,
        template="journal/blocks/text.html",
        description="Paragraphs, headings, lists and links.",
        preview_value="<p>A paragraph of the post.</p>",
    )
    picture = PictureBlock()
    note = NoteBlock()
    sources = ListBlock(
        SourceBlock(),
        icon="list-ul",
        template="journal/blocks/sources.html",
        description="The pages that the post relies on.",
        preview_value=[{"name": "Our protocol", "href": "https://clinic.example/"}],
    )
