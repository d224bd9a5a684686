"""Style sheets come in one piece and scripts without our comments, and neither changes its meaning."""

import re
from pathlib import Path

import pytest

import commondesk
from commondesk.plumbing.served_text import as_sent

STATIC = Path(commondesk.__file__).parent / "static" / "js"
FILES = {
    "css/patron.css": '/* Entry. */\n@layer tokens, pages;\n\n@import url("tokens.css") layer(tokens);\n'
    '@import url("components/ask.css") layer(pages);\nbody { color: red; }\n',
    "css/tokens.css": ":root { --ink: black; /* dark */ }\n",
    "css/components/ask.css": ".ask { color: var(--ink); }\n",
    "css/nested.css": '@import url("patron.css") layer(pages);\n',
    "css/picture.css": '@import url("back.css") layer(pages);\n',
    "css/back.css": "body { background: url(paper.png); }\n",
}


def test_what_a_style_sheet_imports_stands_in_its_place_in_its_layer():
    assert as_sent("css/patron.css", FILES.__getitem__) == (
        "@layer tokens,pages;@layer tokens{:root{--ink:black}}@layer pages{.ask{color:var(--ink)}}"
        "body{color:red}"
    )


def test_blanks_that_mean_something_stay_in_a_style_sheet():
    style = "a b > :not(i) ~ u::before, .x\n{\n  margin: calc(1px + 2px) 0;\n  grid: 1fr / 2fr;\n}\n"
    assert as_sent("a.css", {"a.css": style}.__getitem__) == (
        "a b > :not(i) ~ u::before,.x{margin:calc(1px + 2px) 0;grid:1fr / 2fr}"
    )


def test_no_text_in_a_style_sheet_of_ours_holds_a_sign_around_which_blanks_go():
    for sheet in STATIC.parent.rglob("*.css"):
        for text in re.findall(r"\"[^\"]*\"", sheet.read_text()):
            assert not re.search(r"[{};,]|\w:\s", text), f"{sheet.name}: {text}"


@pytest.mark.parametrize("name", ["css/nested.css", "css/picture.css"])
def test_what_would_change_its_meaning_when_moved_is_refused(name):
    with pytest.raises(ValueError, match="can neither import nor refer"):
        as_sent(name, FILES.__getitem__)


def test_scripts_lose_the_comments_that_have_lines_to_themselves_and_nothing_else():
    script = (
        "/* What it is for.\n\n     draw(event)\n*/\n\n// why\nconst a = 'http://b'; // stays\n"
        "  /** One line. */\n  const c = /[/*]/;\nconst d = `x`; /* stays */\n//# sourceMappingURL=a.map\n"
    )
    assert as_sent("a.js", {"a.js": script}.__getitem__) == (
        "const a = 'http://b'; // stays\nconst c = /[/*]/;\nconst d = `x`; /* stays */\n"
        "//# sourceMappingURL=a.map\n"
    )


def test_no_script_of_ours_holds_a_text_that_spans_lines():
    """Its indents would be lost."""
    for script in STATIC.rglob("*.js"):
        for number, line in enumerate(script.read_text().splitlines(), 1):
            written = line.replace("'<>\"`{}", "")  # a pattern that names the sign
            assert written.count("`") % 2 == 0, f"{script.name}:{number}"
