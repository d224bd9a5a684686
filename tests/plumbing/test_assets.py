"""Static files are collected once, under names that change with their content."""

import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import override_settings

from commondesk.plumbing import assets


@pytest.fixture
def site(tmp_path):
    """Two modules, one of which imports the other, and an empty place to collect them in."""
    source = tmp_path / "source"
    (source / "js").mkdir(parents=True)
    (source / "js/words.js").write_text("export const hello = 'hello';\n")
    (source / "js/page.js").write_text('import { hello } from "./words.js";\nconsole.log(hello);\n')
    storages = {"staticfiles": {"BACKEND": "commondesk.plumbing.assets.HashedFiles"}}
    with override_settings(STATICFILES_DIRS=[source], STATIC_ROOT=tmp_path / "static", STORAGES=storages):
        yield source


def collected(site, pattern):
    return list((site.parent / "static/js").glob(pattern))


def test_a_module_imports_the_other_by_its_hashed_name(site):
    assert assets.collect()
    page = staticfiles_storage.stored_name("js/page.js")
    text = (site.parent / "static" / page).read_text()
    (imported,) = re.findall(r'from "\./(words\.[0-9a-f]{12}\.js)"', text)
    assert (site.parent / "static/js" / imported).exists()


def test_the_second_start_finds_nothing_to_do_until_something_changes(site):
    assert assets.collect()
    assert not assets.collect()
    (site / "js/words.js").write_text("export const hello = 'good morning';\n")
    assert assets.collect()
    assert len(collected(site, "words.*.js")) == 2


def test_a_file_of_the_same_size_is_noticed_by_its_time(site):
    assets.collect()
    os.utime(site / "js/words.js", ns=(0, 0))
    assert assets.collect()


def test_of_servers_that_start_at_once_one_collects(site):
    with ThreadPoolExecutor(4) as servers:
        assert sorted(servers.map(lambda _: assets.collect(), range(4))) == [False, False, False, True]


def test_every_file_that_ours_refer_to_exists(tmp_path):
    storages = {"staticfiles": {"BACKEND": "commondesk.plumbing.assets.HashedFiles"}}
    with override_settings(STATIC_ROOT=tmp_path / "static", STORAGES=storages):
        assert assets.collect()
