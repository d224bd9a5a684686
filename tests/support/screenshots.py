"""Make the picture of the README: `bin/screenshots` runs the demo anew and takes it from the real pages."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import tempfile
import time
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.served_desk import ROOT, free_port

PASSWORD = "reading-room"
PICTURE = ROOT / "docs" / "images" / "desk.png"
SHEET = """<body style="margin:0;padding:28px;background:#e9e5da;display:flex;gap:28px;align-items:start">
<img src="data:image/png;base64,{phone}" width="300" style="border-radius:14px;box-shadow:0 2px 14px #0003">
<img src="data:image/png;base64,{console}" width="1080" style="border-radius:8px;box-shadow:0 2px 14px #0003">
</body>"""


def main() -> None:
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="commondesk-") as folder:
        environment = {**os.environ, "COMMONDESK_DATA_DIR": folder}
        command = [sys.executable, "-m", "commondesk", "demo", "--port", str(port)]
        demo = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz")
            _take(f"http://127.0.0.1:{port}")
        finally:
            demo.terminate()
            demo.wait()


def _take(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"]
        )
        phone, console = _talk(browser, address)
        pictures = {"phone": _png(phone), "console": _png(console)}
        sheet = browser.new_page(viewport={"width": 1464, "height": 740})
        sheet.set_content(SHEET.format(**pictures))
        PICTURE.parent.mkdir(exist_ok=True)
        sheet.screenshot(path=PICTURE)
        browser.close()


def _talk(browser: Browser, address: str) -> tuple[Page, Page]:
    """Pia on her phone and Ines at her desk, in the middle of a talk."""
    console = browser.new_page(viewport={"width": 1360, "height": 860})
    console.goto(f"{address}/desk/")
    console.fill("input[name=login]", "ines@ames.example")
    console.fill("input[name=password]", PASSWORD)
    console.get_by_role("button", name="Sign in").click()
    console.locator("[data-duty-button]").click()
    console.get_by_role("button", name="Go on duty for all").click()
    console.keyboard.press("Escape")
    phone = browser.new_page(viewport={"width": 380, "height": 820}, device_scale_factor=1.5)
    phone.goto(f"{address}/ask/ames/")
    phone.fill("textarea", "Where can I find old photos of Main Street, before 1930?")
    phone.fill("#name", "Pia")
    phone.get_by_role("button", name="Ask", exact=True).click()
    console.locator("[data-claim]").first.wait_for()
    console.locator("li", has_text="old photos").locator("[data-claim]").click()
    _say(
        console,
        "Hello Pia, this is Ines. Is there a part of the street you have in mind?",
    )
    _answer(phone, "Near the *old mill*, where my grandmother grew up")
    _say(console, "The county archive has an album of that corner: https://archive.example/main-street")
    _answer(phone, "Oh, that is the house!")
    console.wait_for_timeout(1500)
    return phone, console


def _say(console: Page, words: str) -> None:
    console.locator("#composer-text").fill(words)
    console.locator("#composer-text").press("Enter")
    console.wait_for_timeout(1200)


def _answer(phone: Page, words: str) -> None:
    phone.get_by_role("textbox", name="Write a message").fill(words)
    phone.get_by_role("textbox", name="Write a message").press("Enter")
    phone.wait_for_timeout(1200)


def _png(page: Page) -> str:
    return base64.b64encode(page.screenshot()).decode()


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(address)


if __name__ == "__main__":
    main()
