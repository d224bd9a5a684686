"""The fixed cast, and a widget of Ames that may stand on any site, also in a sandbox."""

from __future__ import annotations

from tests.support.seed_cast import begin, tell_tokens


def main() -> None:
    begin()
    from commondesk.consortium.widget import set_widget
    from tests.cast import make_cast

    cast = make_cast()
    set_widget(cast.ames, cast.noor, {"sites": ["*"]})
    tell_tokens(cast.ines, cast.otto, cast.noor, cast.hana)


if __name__ == "__main__":
    main()
