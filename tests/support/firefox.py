"""Debian's Firefox, driven over Marionette, its own protocol.

Playwright drives only a Firefox that it downloads itself; Mozilla's client for Marionette needs a module that
Python has dropped. The protocol is a line of JSON each way, and a story needs few of WebDriver's commands.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from tests.support.served_desk import free_port

FIREFOX = os.environ.get("COMMONDESK_TEST_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
PATIENCE = 60.0
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
SHADOW = "shadow-6066-11e4-a52e-4f735466cecf"
ALERTS = "[...Services.wm.getEnumerator('alert:alert')]"
Handle = dict[str, str]


class Refused(Exception):
    """Firefox could not do it: no such element, not clickable yet ..."""


class Firefox:
    """One browser with an empty profile of its own, and what `preferences` say otherwise than it would do."""

    def __init__(self, folder: Path, preferences: Mapping[str, str | bool | int] | None = None) -> None:
        assert FIREFOX, "Firefox is missing: apt-get install firefox-esr"
        port = free_port()
        folder.mkdir(parents=True)
        wanted = {"marionette.port": port, **(preferences or {})}
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wanted.items())
        (folder / "user.js").write_text("".join(lines))
        arguments = [FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
        arguments.append("--remote-allow-system-access")  # to see the notices, which stand outside all pages
        self._process = subprocess.Popen(
            arguments,
            env={**os.environ, "HOME": str(folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._socket = _connected(port)
        self._read()  # its greeting
        self._number = 0
        self.does("NewSession", capabilities={"alwaysMatch": {"unhandledPromptBehavior": "accept"}})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait(timeout=PATIENCE)

    def does(self, command: str, **parameters: Any) -> Any:
        """One command of WebDriver. Raises Refused."""
        return self._asks(f"WebDriver:{command}", parameters)

    def _asks(self, command: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        said = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(said), said))
        _kind, _number, error, answer = self._read()
        if error:
            raise Refused(f"{command}: {error['error']}: {error['message']}")
        return answer["value"] if isinstance(answer, dict) and set(answer) == {"value"} else answer

    def goes(self, address: str) -> None:
        self.does("Navigate", url=address)

    def finds(self, selector: str, within: Handle | None = None, *, until: float = PATIENCE) -> Handle:
        """The element, as soon as it is there; `within` is an element whose shadow it stands in."""
        end = time.monotonic() + until
        while True:
            try:
                return self._find(selector, within)
            except Refused:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def clicks(self, selector: str, within: Handle | None = None) -> None:
        """As soon as it can be clicked."""
        self._until(lambda: self.does("ElementClick", id=_id(self.finds(selector, within))))

    def types(self, selector: str, words: str) -> None:
        self._until(lambda: self.does("ElementSendKeys", id=_id(self.finds(selector)), text=words))

    def text(self, selector: str, within: Handle | None = None) -> str:
        """As soon as it stands still: a page that is just being drawn anew is read again."""
        return str(self._until(lambda: self.does("GetElementText", id=_id(self.finds(selector, within)))))

    def waits_for(self, words: str, selector: str = "body", within: Handle | None = None) -> None:
        """Until these words stand there."""
        end = time.monotonic() + PATIENCE
        while words not in self.text(selector, within):
            assert time.monotonic() < end, f"“{words}” is not in: {self.text(selector, within)}"
            time.sleep(0.1)

    def enters(self, frame: int | None) -> None:
        """Into the page's frame of this number, as soon as it is there; None: out of all."""
        self._until(lambda: self.does("SwitchToFrame", id=frame))

    def runs(self, script: str) -> Any:
        return self.does("ExecuteScript", script=script, args=[])

    def notices(self) -> list[str]:
        """The titles of the notices that stand on the screen."""
        return list(self._runs_outside(f"return {ALERTS}.map(title);"))

    def waits_for_notices(self, *titles: str) -> None:
        """Until these stand there, and no others."""
        end = time.monotonic() + PATIENCE
        while sorted(found := self.notices()) != sorted(titles):
            assert time.monotonic() < end, f"There are {found}, not {titles}."
            time.sleep(0.1)

    def clicks_notice(self, title: str) -> None:
        """As soon as it is there."""
        click = "found.document.getElementById('alertBox').click();"
        script = f"const found = {ALERTS}.find(one => title(one) === {json.dumps(title)}); {click}"
        self._until(lambda: self._runs_outside(script))

    def goes_to_tab(self, address: str) -> None:
        """The tab whose address contains this, as soon as there is one."""
        self._until(lambda: self._find_tab(address))

    def _find_tab(self, address: str) -> None:
        for handle in self.does("GetWindowHandles"):
            self.does("SwitchToWindow", handle=handle)
            if address in self.does("GetCurrentURL"):
                return
        raise Refused(f"No tab is at {address}.")

    def _runs_outside(self, script: str) -> Any:
        """As a part of Firefox itself, not of a page."""
        self._asks("Marionette:SetContext", {"value": "chrome"})
        try:
            return self.runs(
                f"const title = one => one.document.getElementById('alertTitleLabel').value; {script}"
            )
        finally:
            self._asks("Marionette:SetContext", {"value": "content"})

    def _find(self, selector: str, within: Handle | None) -> Handle:
        where = {"using": "css selector", "value": selector}
        if within is None:
            found = self.does("FindElement", **where)
        else:
            shadow = self.does("GetShadowRoot", id=_id(within))
            found = self.does("FindElementFromShadowRoot", shadowRoot=shadow[SHADOW], **where)
        return dict(found)

    def _until(self, act: Any) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return act()
            except Refused:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def _read(self) -> Any:
        length = b""
        while (sign := self._receive(1)) != b":":
            length += sign
        return json.loads(self._receive(int(length)))

    def _receive(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            piece = self._socket.recv(size - len(found))
            if not piece:
                raise Refused("Firefox has gone.")
            found += piece
        return found


def _connected(port: int) -> socket.socket:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _id(handle: Handle) -> str:
    return handle[ELEMENT]
