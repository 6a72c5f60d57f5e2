"""The protocol desk: read what is in force, send a new version, see what it means, publish it, and go back.

Everybody who may enter the desk reads. Sending and publishing asks for the permission `protocols.publish_protocol`.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.auth import permission_required

from needlecare.clinic.common.words import say
from needlecare.clinic.protocols import told
from needlecare.clinic.protocols.force import book_of, read
from needlecare.clinic.protocols.forms import PublishForm, TextForm
from needlecare.clinic.protocols.models import Draft, Publication
from needlecare.clinic.protocols.publish import ChangedMeanwhile, publish
from needlecare.clinic.protocols.review import Meaning, meaning, review

PERMISSION = "protocols.publish_protocol"
A_PAGE = 20  # publications

may_publish = permission_required(PERMISSION)


def index(request: HttpRequest) -> HttpResponse:
    """Show the protocol in force, the drafts, and all publications."""
    last = Publication.objects.latest()
    shown = Paginator(Publication.objects.all(), A_PAGE).get_page(request.GET.get("p"))
    context = {
        "now": told.entry(last, in_force=last.pk),
        "layers": told.layers(book_of(last.pk)),
        "history": [told.entry(one, in_force=last.pk) for one in shown],
        "shown": shown,
        "drafts": [
            (one.pk, say("desk-draft-of", name=one.name, by=one.by_name, when=told.moment(one.at)))
            for one in Draft.objects.all()
        ],
        "may_publish": request.user.has_perm(PERMISSION),
    }
    return _page(request, "index", context)


def publication(request: HttpRequest, number: int) -> HttpResponse:
    """Show one publication: who, when, why, and its rules in plain words."""
    found = get_object_or_404(Publication, pk=number)
    entry = told.entry(found, in_force=Publication.objects.latest().pk)
    context = {
        "entry": entry,
        "layers": told.layers(book_of(number)),
        "may_publish": request.user.has_perm(PERMISSION),
    }
    return _page(request, "publication", context, entry.when)


def text(request: HttpRequest, number: int, layer: str) -> HttpResponse:
    """Send the text of one layer, as a file to work on."""
    found = get_object_or_404(Publication, pk=number)
    for kept in found.layers:
        value = json.loads(kept)
        if value["protocol"] == layer:
            return HttpResponse(
                json.dumps(value, ensure_ascii=False, indent=1) + "\n",
                content_type="application/json",
                headers={"Content-Disposition": f'attachment; filename="{layer}-{found.digest[:8]}.json"'},
            )
    raise Http404


@may_publish
def new(request: HttpRequest) -> HttpResponse:
    """Take the text of a layer, and keep it as a draft."""
    form = TextForm(request.POST or None, request.FILES or None) if request.method == "POST" else TextForm()
    if form.is_bound and form.is_valid():
        name, sent = form.found
        made = Draft.objects.create(
            name=name, text=sent, by=_person(request), by_name=_name(request), at=timezone.now()
        )
        return redirect("protocol_desk_draft", made.pk)
    return _page(request, "new", {"form": form}, say("desk-new"))


@may_publish
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a draft would mean; save it, discard it, or publish it."""
    found = get_object_or_404(Draft, pk=number)
    action = request.POST.get("action", "")
    if action == "discard":
        found.delete()
        messages.success(request, say("desk-discarded"))
        return redirect("protocol_desk")
    sending = (
        TextForm(request.POST, request.FILES) if _sends_text(request) else TextForm({"text": found.text})
    )
    is_new = sending.is_valid() and _keep(request, found, sending)
    if action == "save" and sending.is_valid():
        messages.success(request, say("desk-saved"))
    read_as = review(found.text, name=found.name, in_force=read().rulebook)
    means = read_as.meaning
    form = _publishing(request, means, action)
    if action == "publish" and means is not None:
        if form.is_valid() and sending.is_valid() and not is_new:
            answer = _published(request, form, means)
            if answer is not None:
                found.delete()
                return answer
        elif is_new or not sending.is_valid():
            _look_again(form, means, "desk-unsaved" if is_new else "desk-not-taken")
    context = {
        "draft": found,
        "shown": _mark(found.text),
        "form": TextForm({"text": found.text}) if sending.is_valid() else sending,
        "problems": read_as.problems,
        "read": read_as,
        "publishing": form,
        **_meaning(means, read_as.places),
    }
    return _page(request, "draft", context, found.name)


def _sends_text(request: HttpRequest) -> bool:
    return "text" in request.POST or "file" in request.FILES


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _keep(request: HttpRequest, found: Draft, sending: TextForm) -> bool:
    """Keep a text that differs from the draft's; return whether it did.

    A text that the person left as it was shown is not kept: somebody else may have written another since.
    """
    name, sent = sending.found
    if sent == found.text or _mark(sent) == request.POST.get("shown"):
        return False
    if sending.cleaned_data["file"] is not None:
        found.name = name
    found.text, found.at = sent, timezone.now()
    found.by, found.by_name = _person(request), _name(request)
    found.save()
    return True


@may_publish
def back(request: HttpRequest, number: int) -> HttpResponse:
    """Show what it means to go back to an earlier publication, and publish its layers again."""
    found = get_object_or_404(Publication, pk=number)
    means = meaning(read().rulebook, book_of(number))
    form = _publishing(request, means, request.POST.get("action", ""))
    answer = _published(request, form, means) if request.method == "POST" else None
    if answer is not None:
        return answer
    context = {
        "entry": told.entry(found, in_force=0),
        "publishing": form,
        **_meaning(means, {}),
    }
    return _page(request, "back", context, say("desk-back-title"))


# --- parts -----------------------------------------------------------------------------------------------------------


def _publishing(request: HttpRequest, means: Meaning | None, action: str) -> PublishForm:
    """Return the form of publishing: filled in, or as it was sent."""
    if action == "publish":
        return PublishForm(request.POST)
    typed = {name: request.POST[name] for name in ("by_name", "reason") if name in request.POST}
    looked_at = {"seen": means.old.digest, "meant": means.new.digest} if means else {}
    return PublishForm(initial={"by_name": _name(request), **typed, **looked_at})


def _published(request: HttpRequest, form: PublishForm, means: Meaning) -> HttpResponse | None:
    """Publish what was looked at, or say on the form why not."""
    if not form.is_valid():
        return None
    if not means.may_be_published:
        form.add_error(None, say("desk-same" if means.is_same else "desk-errors"))
        return None
    if form.cleaned_data["meant"] != means.new.digest and form.cleaned_data["seen"] == means.old.digest:
        _look_again(form, means, "desk-rewritten")
        return None
    try:
        publish(
            means.new.layers,
            reason=form.cleaned_data["reason"],
            at=timezone.now(),
            by=_person(request),
            by_name=form.cleaned_data["by_name"],
            seen=form.cleaned_data["seen"],
        )
    except ChangedMeanwhile:
        _look_again(form, means, "desk-meanwhile")
        return None
    messages.success(request, say("desk-published"))
    return redirect("protocol_desk")


def _look_again(form: PublishForm, means: Meaning, key: str) -> None:
    """Say that something changed since the person looked; what is shown now counts as looked at from here on."""
    form.add_error(None, say(key))
    form.data = {**form.data.dict(), "seen": means.old.digest, "meant": means.new.digest}  # type: ignore[attr-defined]


def _meaning(means: Meaning | None, places: Any) -> dict[str, Any]:
    if means is None:
        return {}
    return {"means": means, "changes": told.changes(means), "remarks": told.remarks(means, places)}


def _person(request: HttpRequest) -> User:
    """Return who is at the desk: nobody comes here without having signed in."""
    assert isinstance(request.user, User)
    return request.user


def _name(request: HttpRequest) -> str:
    """Return the name of the person at the desk."""
    person = _person(request)
    return person.get_full_name() or person.get_username()


def _page(request: HttpRequest, name: str, context: dict[str, Any], title: str = "") -> HttpResponse:
    """Return a page of the desk under its breadcrumbs."""
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": say("desk-home")}]
    crumbs.append({"url": reverse("protocol_desk"), "label": say("desk-protocol")})
    if title:
        crumbs.append({"url": "", "label": title})
    shown = {"breadcrumbs_items": crumbs, "header_title": title or say("desk-protocol")}
    return render(request, f"protocols/{name}.html", {**shown, "header_icon": "clipboard-list", **context})
