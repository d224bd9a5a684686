"""Addresses of the staff's channels; `channel/` stands before them."""

from django.urls import path

from commondesk.web.librarian.channel import channel_page, choose_mails, say_in_channel, take_back

app_name = "channel"

urlpatterns = [
    path("", channel_page, name="all"),
    path("mails/", choose_mails, name="mails"),
    path("<slug:slug>/", channel_page, name="one"),
    path("<slug:slug>/say/", say_in_channel, name="say"),
    path("<slug:slug>/take-back/<int:seq>/", take_back, name="take-back"),
]
