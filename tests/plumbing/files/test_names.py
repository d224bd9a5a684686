"""A name from outside says nothing but what the file may be called (bad input 5 and 18)."""

import pytest

from commondesk.plumbing.files import cleaned_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("scan.pdf", "scan.pdf"),
        ("SCAN.PDF", "SCAN.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Windows\\system32\\a.pdf", "a.pdf"),
        ("/absolute.pdf", "absolute.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 95 + ".pdf"),
        ("gpj.\u202efdp", "gpj.fdp.pdf"),
        ("trailing.pdf. . ", "trailing.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("com1", "_com1.pdf"),
        ("page.svg", "page.svg.pdf"),
        ("page.html", "page.html.pdf"),
        ("run.phtml", "run.phtml.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("\u200b.pdf", "file.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("pdf", "file.pdf"),
        ('a<b>"c|d?.pdf', "a_b__c_d_.pdf"),
        ("line\r\nbreak.pdf", "linebreak.pdf"),
        ("tab\there.pdf", "tabhere.pdf"),
        ("cafe\u0301.pdf", "caf\u00e9.pdf"),
        ("\u05d0\u05d1.pdf", "\u05d0\u05d1.pdf"),
        ("\ud800.pdf", "file.pdf"),
        ("{{ settings }}.pdf", "{{ settings }}.pdf"),
    ],
)
def test_a_name_is_the_last_part_of_a_path_without_what_cannot_be_seen(given: str, kept: str) -> None:
    assert cleaned_name(given, ("pdf",)) == kept


def test_an_ending_of_the_same_kind_stays() -> None:
    assert cleaned_name("photo.jpeg", ("jpg", "jpeg")) == "photo.jpeg"
    assert cleaned_name("photo.png", ("jpg", "jpeg")) == "photo.png.jpg"
