"""Sign-in, sign-out and passwords: django-allauth's views at addresses of ours. There is no sign-up:
one is invited.

allauth reverses its own names, the house `account:...`; both stand here, so neither has to know the other.
"""

from allauth.account import views
from django.urls import include, path, re_path
from django.views.i18n import set_language

from commondesk.web.account import devices
from commondesk.web.account.calls import calls_page
from commondesk.web.account.invitation import invitation_page
from commondesk.web.account.me import me_page

_OURS = [
    path("sign-in/", views.login, name="sign-in"),
    path("sign-out/", views.logout, name="sign-out"),
    path("sign-in/password/", views.password_change, name="password"),
    path("sign-in/forgotten/", views.password_reset, name="forgotten"),
    path("sign-in/language/", set_language, name="language"),
    path("me/", me_page, name="me"),
    path("me/calls/", calls_page, name="calls"),
    path("me/devices/", devices.turn_on, name="device-on"),
    path("me/devices/<int:number>/remove/", devices.remove, name="device-remove"),
    re_path(r"^invitation/(?P<token>[-\w]{1,64})/$", invitation_page, name="invitation"),
]

urlpatterns = [
    path("", include((_OURS, "account"))),
    path("sign-in/", views.login, name="account_login"),
    path("sign-out/", views.logout, name="account_logout"),
    path("sign-in/inactive/", views.account_inactive, name="account_inactive"),
    path("sign-in/again/", views.reauthenticate, name="account_reauthenticate"),
    path("sign-in/password/", views.password_change, name="account_change_password"),
    path("sign-in/password/new/", views.password_set, name="account_set_password"),
    path("sign-in/forgotten/", views.password_reset, name="account_reset_password"),
    path("sign-in/forgotten/sent/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^sign-in/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "sign-in/forgotten/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
