"""The cast among some sixty libraries; four of them have staff of their own, and two of these one name."""

from tests.support.seed_cast import begin, tell_tokens

STAFFED = (
    ("heron", "Heron Lake Library", "Lakeport"),
    ("sand-north", "Sand Library", "Northport"),
    ("sand-south", "Sand Library", "Southport"),
    ("reading-room", "The Reading Room of the Friends of the Old Mill and its Neighbors", "Millville"),
)


def main() -> None:
    begin()
    from commondesk.consortium.membership import Role
    from tests.cast import make_cast, make_librarian, make_library, make_queue

    cast = make_cast()
    for slug, name, city in STAFFED:
        library = make_library(slug, name, city=city, state="FL")
        make_queue(slug, name, staff=[library], library=library, rolls_on_to=cast.statewide)
        make_librarian(f"lena@{slug}.example", "Lena Park", Role.LIBRARIAN, library)
    for number in range(56):
        make_library(f"county-{number}", f"County Library {number}", city="Springfield", state="FL")
    tell_tokens(cast.ines, cast.otto, cast.noor, cast.hana)


if __name__ == "__main__":
    main()
