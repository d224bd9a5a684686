"""What every table of the desk that the environment names holds, as Django reads it: a JSON of name and rows.

Rows are told as a count and a hash; two databases that hold the same tell the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import Any

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commondesk.settings")
    django.setup()
    from django.apps import apps
    from django.core.cache import cache

    tables = {model._meta.db_table: told(model) for model in apps.get_models(include_auto_created=True)}
    tables["commondesk_cache"] = json.dumps(cache.get("held"))
    sys.stdout.write(json.dumps(tables) + "\n")


def told(model: Any) -> str:
    names = [field.attname for field in model._meta.concrete_fields]
    rows = sorted(
        json.dumps([model._meta.db_table, *row], sort_keys=True, default=repr)
        for row in model._default_manager.values_list(*names)
    )
    return f"{len(rows)} {hashlib.sha256(json.dumps(rows).encode()).hexdigest()}"


if __name__ == "__main__":
    main()
