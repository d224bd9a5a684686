"""Addresses of the desk; `desk/` stands before them."""

from django.urls import path, re_path

from commondesk.web.librarian.beside import beside_page
from commondesk.web.librarian.canned import canned_page, delete_canned, new_canned_page, one_canned_page
from commondesk.web.librarian.console import console_page
from commondesk.web.librarian.conversations import conversations_page, delete_view_page, save_view_page
from commondesk.web.librarian.transcripts import transcript_page

app_name = "librarian"

urlpatterns = [
    path("", console_page, name="console"),
    path("conversations/", conversations_page, name="conversations"),
    path("conversations/views/", save_view_page, name="view-save"),
    path("conversations/views/<int:number>/delete/", delete_view_page, name="view-delete"),
    path("canned/", canned_page, name="canned"),
    path("canned/new/", new_canned_page, name="canned-new"),
    path("canned/<int:number>/", one_canned_page, name="canned-one"),
    path("canned/<int:number>/delete/", delete_canned, name="canned-delete"),
    path("<slug:code>/", console_page, name="conversation"),
    path("<slug:code>/beside/", beside_page, name="beside"),
    re_path(r"^(?P<code>[-\w]+)/transcript\.(?P<form>txt|html)$", transcript_page, name="transcript"),
]
