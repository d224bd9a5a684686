"""The very files of deploy/ under real proxies: nginx and Caddy, with a certificate made for the test."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.served_desk import ROOT, free_port

PATIENCE = 30
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/proxy.log;
{user}
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {more}
    include {folder}/commondesk.conf;
}}
"""
# A proxy that keeps whatever it is not forbidden to keep, as some do that stand before libraries.
GREEDY = {
    "http": "proxy_cache_path {folder}/kept keys_zone=greedy:1m;",
    "server": "proxy_cache greedy; proxy_cache_valid any 10m; proxy_cache_methods GET HEAD; "
    "add_header X-Kept $upstream_cache_status always;",
}


@contextmanager
def certificate(folder: Path) -> Iterator[Path]:
    """A certificate for localhost; its path, which is also that of the authority to believe."""
    made = folder / "localhost.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "localhost.key", "-out", made],
        check=True, capture_output=True,
    )  # fmt: skip
    yield made


@contextmanager
def nginx(folder: Path, port: int, pages: int, line: int, *, greedy: bool = False) -> Iterator[None]:
    """deploy/nginx.conf on https://localhost:port, before pages and line."""
    swaps = {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;" + (GREEDY["server"] if greedy else ""),
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "server_name ask.example.org;": "server_name localhost;",
        "/etc/ssl/commondesk/fullchain.pem": f"{folder}/localhost.pem",
        "/etc/ssl/commondesk/key.pem": f"{folder}/localhost.key",
        "/var/log/nginx/error.log": f"{folder}/proxy.log",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{pages};",
        "server 127.0.0.1:8001;": f"server 127.0.0.1:{line};",
    }
    if greedy:
        swaps["proxy_cache off;"] = ""
    (folder / "commondesk.conf").write_text(_swapped((ROOT / "deploy/nginx.conf").read_text(), swaps))
    (folder / "nginx.conf").write_text(
        NGINX.format(
            folder=folder,
            user="user root;" if os.geteuid() == 0 else "",
            more=GREEDY["http"].format(folder=folder) if greedy else "",
        )
    )
    with _running([_program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")], port, folder):
        yield


@contextmanager
def caddy(folder: Path, port: int, pages: int, line: int) -> Iterator[None]:
    """deploy/Caddyfile on https://localhost:port, before pages and line."""
    text = (ROOT / "deploy/Caddyfile").read_text()
    site = "{$COMMONDESK_SITE:ask.example.org} {"
    own = f"tls {folder}/localhost.pem {folder}/localhost.key\n\tbind 127.0.0.1"
    swaps = {
        site: f"{site}\n\t{own}",
        "grace_period 10s": "grace_period 1s\n\tadmin off\n\tauto_https disable_redirects",
    }
    (folder / "Caddyfile").write_text(_swapped(text, swaps))
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "COMMONDESK_SITE": f"https://localhost:{port}",
        "COMMONDESK_PAGES": f"127.0.0.1:{pages}",
        "COMMONDESK_LINE": f"127.0.0.1:{line}",
    }
    command = [_program("caddy"), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    with _running(command, port, folder, environment):
        yield


@contextmanager
def _running(
    command: list[str], port: int, folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    with (
        (folder / "proxy.log").open("ab") as log,
        subprocess.Popen(command, stdout=log, stderr=log, env=environment) as process,
    ):
        try:
            end = time.monotonic() + PATIENCE
            while not _listens(port):
                said = (folder / "proxy.log").read_text()[-2000:]
                assert process.poll() is None, f"{command[0]} did not start:\n{said}"
                assert time.monotonic() < end, f"{command[0]} never listened:\n{said}"
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _swapped(text: str, swaps: dict[str, str]) -> str:
    for ours, theirs in swaps.items():
        assert ours in text, f"deploy/ says {ours!r} no more"
        text = re.sub(re.escape(ours), lambda _match, theirs=theirs: theirs, text)  # type: ignore[misc]
    return text


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    assert found, f"{name} was not found. On Debian: apt-get install {name}."
    return found
