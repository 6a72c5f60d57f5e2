"""The clinic as its owner describes it: name, where and when to find it, and what it is like to look at."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable

from needlecare.clinic.common.colour import is_readable


class Weekday(models.IntegerChoices):
    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class Hue(models.TextChoices):
    """The colours an owner may choose for buttons and links; each was measured against every ground."""

    PLUM = "plum"
    TEAL = "teal"
    INDIGO = "indigo"
    CLAY = "clay"


def is_zone(name: str) -> None:
    """Refuse a time zone that is not known."""
    if name not in available_timezones():
        raise ValidationError(f"'{name}' is no time zone; write one such as Europe/London.")


@register_setting(icon="home", order=1)
class ClinicDetails(BaseGenericSetting, ClusterableModel):
    """The one clinic of this site."""

    name = models.CharField(max_length=80, default="Sample Skin Clinic")
    address = models.TextField(max_length=300, blank=True, help_text="One line of the address per line.")
    phone = models.CharField(
        max_length=30,
        blank=True,
        validators=[RegexValidator(r"^\+?[\d ()-]+$", "Write digits, spaces and a leading + only.")],
        help_text="As people dial it, such as +44 20 7946 0123.",
    )
    email = models.EmailField(blank=True)
    zone = models.CharField(
        "time zone", max_length=40, default="Europe/London", validators=[is_zone], help_text="Europe/London"
    )
    country = models.CharField(
        max_length=2,
        default="GB",
        validators=[RegexValidator(r"^[A-Z]{2}$", "Write the two capital letters of the country.")],
        help_text="Two capital letters; it decides which emergency number is shown.",
    )
    hue = models.CharField("colour", max_length=10, choices=Hue.choices, default=Hue.PLUM)

    own_colour = models.CharField(
        max_length=7,
        blank=True,
        validators=[is_readable],
        help_text="In place of the colour above: # and six digits, such as #5B2A72. The dark theme gets a lighter shade of it.",
    )
    logo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Shown beside the clinic's name at the head of every page, 40 pixels high.",
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("logo"), FieldPanel("hue"), FieldPanel("own_colour")],
            heading="Clinic",
        ),
        MultiFieldPanel([FieldPanel("address"), FieldPanel("phone"), FieldPanel("email")], heading="Contact"),
        MultiFieldPanel([FieldPanel("zone"), FieldPanel("country")], heading="Where"),
        InlinePanel("hours", label="Opening hours"),
        InlinePanel("links", label="Follow us"),
    ]

    class Meta:
        verbose_name = "clinic"

    def __str__(self) -> str:
        return self.name


class OpeningHours(Orderable):
    """When the clinic is open on one weekday; a weekday without an entry is closed."""

    clinic = ParentalKey(ClinicDetails, on_delete=models.CASCADE, related_name="hours")
    weekday = models.IntegerField(choices=Weekday.choices)
    opens = models.TimeField()
    closes = models.TimeField()

    panels = [FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")]

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="closes_after_opening"
            )
        ]


class FollowLink(Orderable):
    """Where else the clinic can be found."""

    clinic = ParentalKey(ClinicDetails, on_delete=models.CASCADE, related_name="links")
    name = models.CharField(max_length=40)
    href = models.URLField("address")

    panels = [FieldPanel("name"), FieldPanel("href")]
