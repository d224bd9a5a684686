"""Addresses of a library's settings; `library/` stands before them."""

from django.urls import path

from commondesk.web.coordinator.area import area_page
from commondesk.web.coordinator.days import closure_page, remove_closure_page, remove_season_page, season_page
from commondesk.web.coordinator.hours import hours_page
from commondesk.web.coordinator.inviting import invite_page, withdraw_page
from commondesk.web.coordinator.libraries import libraries_page
from commondesk.web.coordinator.logo import logo_page
from commondesk.web.coordinator.preview import preview_page
from commondesk.web.coordinator.profile import profile_page
from commondesk.web.coordinator.promote import promote_page
from commondesk.web.coordinator.roll_on import roll_on_page
from commondesk.web.coordinator.staff import leaving_page, person_page, staff_page
from commondesk.web.coordinator.widget import widget_page, widget_preview

app_name = "coordinator"

urlpatterns = [
    path("", libraries_page, name="libraries"),
    path("<slug:slug>/", profile_page, name="profile"),
    path("<slug:slug>/hours/", hours_page, name="hours"),
    path("<slug:slug>/hours/closures/", closure_page, name="closure"),
    path("<slug:slug>/hours/closures/<int:row>/remove/", remove_closure_page, name="remove-closure"),
    path("<slug:slug>/hours/seasons/", season_page, name="season"),
    path("<slug:slug>/hours/seasons/<int:row>/remove/", remove_season_page, name="remove-season"),
    path("<slug:slug>/area/", area_page, name="area"),
    path("<slug:slug>/logo/", logo_page, name="logo"),
    path("<slug:slug>/promote/", promote_page, name="promote"),
    path("<slug:slug>/roll-on/", roll_on_page, name="roll-on"),
    path("<slug:slug>/staff/", staff_page, name="staff"),
    path("<slug:slug>/staff/invite/", invite_page, name="invite"),
    path("<slug:slug>/staff/invitations/<int:row>/withdraw/", withdraw_page, name="withdraw"),
    path("<slug:slug>/staff/<int:person>/", person_page, name="person"),
    path("<slug:slug>/staff/<int:person>/leave/", leaving_page, name="leaving"),
    path("<slug:slug>/widget/", widget_page, name="widget"),
    path("<slug:slug>/widget/preview/", widget_preview, name="widget-preview"),
    path("<slug:slug>/preview/", preview_page, name="preview"),
]
