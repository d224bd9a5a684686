"""Hana of the help desk, signed in."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.fixture
def hana(client: Client, cast: Cast) -> Client:
    client.force_login(cast.hana)
    return client
