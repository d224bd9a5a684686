"""What a settings page says after a change, with the way back: the old values, ready to be posted again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.http import HttpRequest

KEY: Final = "said"
Posted = list[list[str]]


def say(request: HttpRequest, sentence: str, action: str = "", fields: Iterable[Iterable[str]] = ()) -> None:
    """Keep a sentence for the next page; `action` and `fields` are the post that takes the change back."""
    request.session[KEY] = {"sentence": sentence, "action": action, "fields": [list(pair) for pair in fields]}


def said(request: HttpRequest) -> dict[str, Any] | None:
    """What is to be said on this page, once: the context of settings/_said.html."""
    found: dict[str, Any] | None = request.session.pop(KEY, None)
    return found


def as_posted(form: forms.BaseForm, values: dict[str, Any]) -> Posted:
    """These values of a form's fields as a browser would post them."""
    posted: Posted = []
    for name, field in form.fields.items():
        value = field.prepare_value(values.get(name))
        if isinstance(value, bool):
            posted += [[name, "on"]] if value else []
        elif isinstance(value, list | tuple | set):
            posted += [[name, str(each)] for each in value]
        else:
            posted.append([name, "" if value is None else str(value)])
    return posted
