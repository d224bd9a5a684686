"""Addresses of the patrons' pages; `/es/` before them speaks Spanish."""

from django.urls import path, re_path

from commondesk.web.patron.acts import act
from commondesk.web.patron.asking import ask_page
from commondesk.web.patron.devices import device_part
from commondesk.web.patron.facts import hours_page, privacy_page
from commondesk.web.patron.framed import frame_goodbye, frame_page
from commondesk.web.patron.promise import promise_page
from commondesk.web.patron.returning import goodbye_page, return_page
from commondesk.web.patron.talking import talk_page
from commondesk.web.patron.transcripts import file_of, take_along

app_name = "patron"

urlpatterns = [
    path("", ask_page, name="ask"),
    path("ask/<slug:library>/", ask_page, name="ask-library"),
    path("w/", frame_page, name="frame"),
    path("goodbye/w/", frame_goodbye, name="frame-goodbye"),
    path("w/<slug:library>/", frame_page, name="frame"),
    path("w/<slug:library>/goodbye/", frame_goodbye, name="frame-goodbye"),
    path("c/<slug:code>/", talk_page, name="talk"),
    re_path(r"^c/(?P<code>[-\w]+)/transcript\.(?P<form>txt|html|json)$", take_along, name="transcript"),
    path("c/<slug:code>/device/", device_part, name="device"),
    path("c/<slug:code>/files/<slug:handle>", file_of, name="file"),
    path("c/<slug:code>/<slug:name>", act, name="act"),
    path("return/", return_page, name="return"),
    path("goodbye/", goodbye_page, name="goodbye"),
    path("hours/", hours_page, name="hours"),
    path("promise/", promise_page, name="promise"),
    path("privacy/", privacy_page, name="privacy"),
]
