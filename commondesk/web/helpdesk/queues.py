"""All queues: their names, hours' zone, order and way on; and which libraries may staff them (AC8, AC10)."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.desk.keeping_queues import (
    QueueFacts,
    add_queue,
    change_queue,
    close_queue,
    open_queue,
    staff_queue,
    staffed,
    unstaff_queue,
    unstaffed,
)
from commondesk.plumbing.refusal import Invalid, NotVisible
from commondesk.web.helpdesk.door import address, help_desk_required, page, to
from commondesk.web.keyset import by_name
from commondesk.web.languages import language_choices
from commondesk.web.meanwhile import SavedMeanwhile, mark_for, mark_of, refuse_if_changed, undo
from commondesk.web.settings_fields import LineField, offer_zones
from commondesk.web.staff import librarian_of
from commondesk.web.undoing import as_posted, say

SHOWN: Final = 100
FOUND: Final = 12
THE_CONSORTIUM: Final = "-"  # posted in place of a library's slug; no slug is a lone hyphen


class QueueForm(forms.Form):
    """`library` and `rolls_on_to` are named by their short addresses: a select of thousands helps nobody."""

    name = LineField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("Staff read it on the desk; patrons never do."),
    )
    library = forms.CharField(
        label=gettext_lazy("Library it belongs to"),
        required=False,
        max_length=64,
        help_text=gettext_lazy(
            "The address of the library whose own queue this is, as in /ask/ames/: ames. Empty: a "
            "shared queue."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        help_text=gettext_lazy(
            "Patrons who write in it and name no library land here. Any: whoever has no queue of "
            "their language."
        ),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"), help_text=gettext_lazy("Its opening hours are read on this clock.")
    )
    priority = forms.IntegerField(
        label=gettext_lazy("Order"),
        min_value=0,
        max_value=999,
        initial=50,
        help_text=gettext_lazy("Smaller numbers stand higher on every desk, and are taken first."),
    )
    rolls_on_to = forms.ModelChoiceField(
        label=gettext_lazy("Rolls on to"),
        required=False,
        to_field_name="slug",
        queryset=Queue.objects.none(),
        empty_label=gettext_lazy("Nowhere: it is the last"),
        help_text=gettext_lazy(
            "Whoever staffs that queue hears of the patrons of this one too, and may claim them at once."
        ),
    )
    rolls_on_after = forms.IntegerField(
        label=gettext_lazy("Rolls on after, in seconds"),
        required=False,
        min_value=0,
        max_value=3600,
        help_text=gettext_lazy(
            "So long a patron rings here alone. Empty: as the standards have it; 0: everywhere at once."
        ),
    )

    def __init__(self, data: Any = None, queue: Queue | None = None) -> None:
        zone = queue.time_zone if queue else the_consortium().time_zone
        super().__init__(data, initial=_as_shown(queue) if queue else {"time_zone": zone})
        offer_zones(self, zone)
        language, way_on = self.fields["language"], self.fields["rolls_on_to"]
        assert isinstance(language, forms.ChoiceField)
        assert isinstance(way_on, forms.ModelChoiceField)
        language.choices = [("", _("Any")), *language_choices()]
        shared = Q(library=None, is_active=True, is_practice=False)
        if queue:
            shared |= Q(pk=queue.rolls_on_to_id)
        way_on.queryset = Queue.objects.filter(shared).exclude(pk__in=[queue.pk] if queue else [])

    def clean_library(self) -> Library | None:
        slug = self.cleaned_data["library"].strip().strip("/")
        found = Library.objects.filter(slug=slug, is_active=True).first() if slug else None
        if slug and found is None:
            raise forms.ValidationError(_("There is no open library with this address."))
        return found

    def facts(self) -> QueueFacts:
        return QueueFacts(**{name: self.cleaned_data[name] for name in QueueFacts.__dataclass_fields__})


class NewQueueForm(QueueForm):
    """Whether it is for practice is said once: what was counted would change with it."""

    is_practice = forms.BooleanField(
        label=gettext_lazy("For practice only"),
        required=False,
        help_text=gettext_lazy(
            "Nothing in it is ever counted, and no real question reaches it. This cannot be changed later."
        ),
    )


@help_desk_required
def queues_page(request: HttpRequest) -> HttpResponse:
    q, kind = request.GET.get("q", "")[:80].replace("\0", ""), request.GET.get("kind", "")
    rows = Queue.objects.select_related("library", "rolls_on_to").annotate(is_staffed=staffed())
    for word in q.split()[:6]:
        rows = rows.filter(
            Q(name__icontains=word) | Q(slug__icontains=word) | Q(library__name__icontains=word)
        )
    kinds = {
        "shared": Q(library=None),
        "own": ~Q(library=None),
        "unstaffed": Q(is_staffed=False, is_active=True),
    }
    if kind in kinds:
        rows = rows.filter(kinds[kind])
    found, following = by_name(rows, request.GET.get("after", ""))
    words = [
        ("", _("All")),
        ("shared", _("Shared ones")),
        ("own", _("Libraries' own")),
        ("unstaffed", _("Without staff")),
    ]
    given = {"q": q, "kind": kind}
    return page(request, "queues", "queues", rows=found, following=following, given=given, kinds=words)


@help_desk_required
def new_queue_page(request: HttpRequest) -> HttpResponse:
    form = NewQueueForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            queue = add_queue(
                librarian_of(request), form.facts(), is_practice=form.cleaned_data["is_practice"]
            )
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            say(
                request,
                _("%(name)s is added. Next: who may staff it.") % {"name": queue.name},
                address("queue-close", queue.slug),
            )
            return to("queue", queue.slug)
    return page(request, "queues", "queue_new", 422 if form.is_bound else 200, form=form)


@help_desk_required
def queue_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Change it; below, who may staff it, found by `?library=`."""
    queue = _queue(slug)
    form = QueueForm(request.POST if request.method == "POST" else None, queue)
    told = False
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, slug, form)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
            told = isinstance(refusal, SavedMeanwhile)
        else:
            return to("queue", slug)
    queue = _queue(slug)
    context = {
        "queue": queue,
        "form": form,
        "shown": mark_for(request, as_posted(form, _as_shown(queue)), told=told),
        **_staffing(queue, request.GET.get("library", "")[:80].replace("\0", "")),
    }
    return page(request, "queues", "queue", 422 if form.is_bound else 200, **context)


def _save(request: HttpRequest, slug: str, form: QueueForm) -> None:
    with transaction.atomic():
        Queue.objects.select_for_update(no_key=True, of=("self",)).get(slug=slug)
        queue = _queue(slug)
        before = as_posted(form, _as_shown(queue))
        refuse_if_changed(request, before)
        changed = change_queue(librarian_of(request), queue, form.facts())
    if changed:
        back = undo(before, as_posted(form, _as_shown(_queue(slug))))
        say(request, _("“%(title)s” is saved.") % {"title": queue.name}, address("queue", slug), back)


@require_POST
@help_desk_required
def staff_queue_page(request: HttpRequest, slug: str) -> HttpResponse:
    """`add` or `remove` a library (`-`: the consortium's own staff)."""
    queue, by = _queue(slug), librarian_of(request)
    act, given = request.POST.get("act", ""), request.POST.get("library", "")
    library = None if given == THE_CONSORTIUM else Library.objects.filter(slug=given[:64]).first()
    if act not in ("add", "remove") or (library is None and given != THE_CONSORTIUM):
        raise NotVisible
    name = library.name if library else _("The consortium's own staff")
    undo = [("library", given), ("act", "remove" if act == "add" else "add")]
    if act == "add":
        staff_queue(by, queue, library)
        said = _("%(library)s may staff %(queue)s.") % {"library": name, "queue": queue.name}
    else:
        unstaff_queue(by, queue, library)
        said = _("%(library)s may not staff %(queue)s any more.") % {"library": name, "queue": queue.name}
        if unstaffed(Queue.objects.filter(pk=queue.pk)):
            said += " " + _("Nobody is left who could: its patrons are heard only where it rolls on to.")
    say(request, said, address("queue-staff", slug), undo)
    return to("queue", slug)


@require_POST
@help_desk_required
def close_queue_page(request: HttpRequest, slug: str) -> HttpResponse:
    queue = _queue(slug)
    try:
        close_queue(librarian_of(request), queue)
    except Invalid as refusal:
        context = {"queue": queue, "form": QueueForm(None, queue), "refusal": refusal, **_staffing(queue, "")}
        context["shown"] = mark_of(as_posted(context["form"], _as_shown(queue)))
        return page(request, "queues", "queue", 422, **context)
    say(request, _("%(name)s takes no new patrons.") % {"name": queue.name}, address("queue-open", slug))
    return to("queue", slug)


@require_POST
@help_desk_required
def open_queue_page(request: HttpRequest, slug: str) -> HttpResponse:
    queue = _queue(slug)
    open_queue(librarian_of(request), queue)
    say(request, _("%(name)s takes patrons again.") % {"name": queue.name}, address("queue-close", slug))
    return to("queue", slug)


def _staffing(queue: Queue, words: str) -> dict[str, Any]:
    libraries = Library.objects.filter(staffing__queue=queue).order_by("name")
    others = Library.objects.open_to_patrons().exclude(staffing__queue=queue)
    for word in words.split()[:6]:
        others = others.filter(Q(name__icontains=word) | Q(slug__icontains=word))
    return {
        "libraries": list(libraries[:SHOWN]),
        "library_count": libraries.count(),
        "consortium_staffs": queue.staffing.filter(library=None).exists(),
        "is_unstaffed": bool(unstaffed(Queue.objects.filter(pk=queue.pk))),
        "words": words,
        "found": list(others[:FOUND]) if words.strip() else [],
    }


def _as_shown(queue: Queue) -> dict[str, Any]:
    return {
        "name": queue.name,
        "library": queue.library.slug if queue.library else "",
        "language": queue.language,
        "time_zone": queue.time_zone,
        "priority": queue.priority,
        "rolls_on_to": queue.rolls_on_to.slug if queue.rolls_on_to else None,
        "rolls_on_after": queue.rolls_on_after,
    }


def _queue(slug: str) -> Queue:
    found = Queue.objects.select_related("library", "rolls_on_to").filter(slug=slug).first()
    if found is None:
        raise NotVisible
    return found
