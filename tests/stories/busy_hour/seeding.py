"""Three libraries, six staff, a shared queue, and two canned messages."""

from tests.support.seed_cast import begin, tell_tokens


def main() -> None:
    begin()
    from commondesk.consortium.membership import Role
    from commondesk.consortium.staffing import Staffing
    from commondesk.knowledge.canned_message import CannedMessage
    from tests.cast import make_cast, make_librarian, make_library, make_queue

    cast = make_cast()
    cedar = make_library("cedar", "Cedar Falls Library", short_name="Cedar")
    make_queue("cedar", "Cedar", staff=[cedar], library=cedar, rolls_on_to=cast.statewide)
    Staffing.objects.create(queue=cast.statewide, library=cedar)
    lena = make_librarian("lena@cedar.example", "Lena Park", Role.LIBRARIAN, cedar)
    lena.languages = ["en", "es"]
    lena.save()
    bram = make_librarian("bram@birch.example", "Bram Okoye", Role.LIBRARIAN, cast.birch)
    CannedMessage.objects.create(
        name="Hello", step="greeting", body="Hello {patron}, this is {librarian}. Let me look."
    )
    CannedMessage.objects.create(name="Goodbye", step="closing", body="Goodbye {patron}, and come again.")
    tell_tokens(cast.ines, cast.otto, cast.noor, cast.hana, lena, bram)


if __name__ == "__main__":
    main()
