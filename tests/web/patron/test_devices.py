"""The offer to be told on one's own device: for the patron of the talk alone."""

from django.test import Client

from commondesk.desk.conversation import Conversation
from commondesk.desk.push_device import PushDevice
from tests.cast import make_asked, on_duty
from tests.support.devices import phone_of_patron


def part(asked, language=""):
    headers = {"Authorization": f"Bearer {asked.token}"}
    return Client().get(f"{language}/c/{asked.conversation.code}/device/", headers=headers)


def test_it_says_on_which_devices_it_is_one_s_own_and_which_are_told(cast):
    asked = make_asked()
    phone = phone_of_patron(asked.conversation)
    page = part(asked)
    shown = page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert "Only on your own device, not on a shared computer" in shown
    assert f'data-told="{phone.pk}"' in shown
    assert "Solo en su propio dispositivo" in part(asked, "/es").content.decode()


def test_nobody_else_and_no_desk_that_tells_no_devices_has_it(cast, settings):
    asked, other = make_asked(), make_asked()
    address = f"/c/{asked.conversation.code}/device/"
    assert Client().get(address).status_code == 404
    assert Client().get(address, headers={"Authorization": f"Bearer {other.token}"}).status_code == 404
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"push": False})
    assert part(asked).status_code == 404


def test_the_page_itself_costs_nothing_for_it_and_has_no_manifest(cast):
    asked = make_asked()
    page = (
        Client()
        .get(f"/c/{asked.conversation.code}/", headers={"Authorization": f"Bearer {asked.token}"})
        .content.decode()
    )
    assert "Tell me on this device" not in page
    assert "manifest" not in page


def test_leaving_and_wiping_ends_the_wait_and_the_device(cast):
    on_duty(cast.ines, cast.statewide)
    asked = make_asked()
    phone_of_patron(asked.conversation)
    headers = {"Authorization": f"Bearer {asked.token}"}
    Client().post(f"/c/{asked.conversation.code}/wipe", headers=headers)
    assert not PushDevice.objects.exists()
    assert Conversation.objects.get(pk=asked.conversation.pk).ended == "left"
