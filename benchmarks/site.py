"""How the site answers under load: treatment page, interview step, result and product check, on each database.

    python3 dev.py bench site [--rate 50] [--seconds 10] [--workers 2] [--database sqlite] [--database ADDRESS]

The site runs as in a clinic: its own server with production settings, on this machine's cores, which it shares with the
visitors. Two measurements a page. At a fixed rate, each request is sent when its time has come, whether or not those
before it are answered; its time counts from then, so that a queue is not hidden. At full speed, a few visitors each ask
again as soon as they are answered. Pages come compressed, as browsers take them. Every answer is checked: its status, and the
words that only that page has. Where there is a Chromium, the treatment page is opened in it too: when the largest part was
painted, and what shifted.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import os
import re
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import NamedTuple

NEEDLECARE = Path(sys.executable).with_name("needlecare")
LABEL = "Aqua, Glycolic Acid, Glycerin, Retinol, Sodium Hyaluronate, Niacinamide, Phenoxyethanol"
FORM = "application/x-www-form-urlencoded"
RESULT_LIMIT, RESULT_RATE, CACHED_RATE = 50.0, 50, 1500  # [ms], requests a second: what is promised
PAINT_LIMIT = 1000.0  # [ms]


class Ask(NamedTuple):
    """One request, and a mark that only the right answer has."""

    name: str
    raw: bytes
    mark: bytes


class Times(NamedTuple):
    """What was measured: answers a second, and times in ms."""

    rate: float
    median: float
    p99: float
    wrong: int


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="dev.py bench site", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rate", type=int, default=RESULT_RATE, help="requests a second at the fixed rate")
    parser.add_argument("--seconds", type=float, default=10, help="how long each measurement takes")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes of the server")
    parser.add_argument(
        "--database", action="append", help="'sqlite' or an address such as postgresql://...; may be repeated"
    )
    chosen = parser.parse_args(arguments)
    if min(chosen.rate, chosen.seconds, chosen.workers) <= 0:
        parser.error("--rate, --seconds and --workers are above 0")
    print(
        f"{os.cpu_count()} cores, {chosen.workers} processes of the server, {os.getloadavg()[0]:.1f} waiting before"
    )
    for database in chosen.database or ("sqlite",):
        with served("" if database == "sqlite" else database, chosen.workers) as port:
            measure(database.partition(":")[0], port, chosen.rate, chosen.seconds)
            print(painted(port))
    return 0


def measure(database: str, port: int, rate: int, seconds: float) -> None:
    """Print one line a page: at the fixed rate, and at full speed."""
    print(f"\n{database}: at {rate} a second for {seconds:g} s, then 4 visitors at full speed")
    print(
        f"{'':22}{'p50 ms':>8}{'p99 ms':>8}{'wrong':>7}   {'a second':>9}{'p50 ms':>8}{'p99 ms':>8}{'wrong':>7}"
    )
    for ask in asks(port):
        asyncio.run(at_full_speed(port, ask, min(seconds, 2.0)))  # every process has answered once
        paced = asyncio.run(at_a_rate(port, ask, rate, seconds))
        full = asyncio.run(at_full_speed(port, ask, seconds))
        print(
            f"{ask.name:22}{paced.median:8.1f}{paced.p99:8.1f}{paced.wrong:7d}   "
            f"{full.rate:9.0f}{full.median:8.1f}{full.p99:8.1f}{full.wrong:7d}"
        )
        if ask.name == "result" and rate == RESULT_RATE:
            verdict = "kept" if paced.p99 < RESULT_LIMIT and not paced.wrong else "NOT kept"
            print(f"{'':22}p99 under {RESULT_LIMIT:g} ms at {RESULT_RATE} a second: {verdict}")
        if ask.name.endswith("cached"):
            verdict = "kept" if full.rate >= CACHED_RATE and not full.wrong else "NOT kept"
            print(f"{'':22}at least {CACHED_RATE} a second from the cache: {verdict}")


# --- the site --------------------------------------------------------------------------------------------------------


@contextmanager
def served(address: str, workers: int) -> Iterator[int]:
    """Serve a new demo site from a folder of its own; yield its port."""
    with tempfile.TemporaryDirectory(prefix="needlecare-bench-") as folder, socket.socket() as probe:
        variables = {
            **os.environ,
            "NEEDLECARE_SETTINGS": "production",
            "NEEDLECARE_DATA": folder,
            "NEEDLECARE_SECRET_KEY": secrets.token_urlsafe(48),
            "NEEDLECARE_HOSTS": "localhost",
            "NEEDLECARE_HTTPS": "no",
            "DATABASE_URL": address,
        }
        for command in (("migrate",), ("seed", "--demo"), ("collectstatic", "--noinput")):
            subprocess.run(
                [NEEDLECARE, "site", *command], env=variables, check=True, stdout=subprocess.DEVNULL
            )
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
        probe.close()
        server = subprocess.Popen(
            [NEEDLECARE, "serve", "--port", str(port), "--workers", str(workers)], env=variables
        )
        try:
            _wait_for(port)
            yield port
        finally:
            server.terminate()
            server.wait()


def _wait_for(port: int) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(_request(port, "/healthz"), timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the site did not begin to answer within 30 seconds")


def _request(port: int, path: str, fields: dict[str, str] | None = None) -> urllib.request.Request:
    body = urllib.parse.urlencode(fields).encode() if fields is not None else None
    return urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body, headers={"Host": "localhost"})


def _page(port: int, path: str, fields: dict[str, str] | None = None) -> str:
    with urllib.request.urlopen(_request(port, path, fields), timeout=30) as answer:
        return str(answer.read().decode())


def asks(port: int) -> Iterator[Ask]:
    """Go once through the site; yield the request of each page."""
    yield Ask("treatment page, cached", _raw("/en/treatment/"), b"</html>")
    day = (date.today() + timedelta(days=20)).isoformat()
    path = "/en/when/"
    first = {"day": day, "hour": "14:30", "words": "stopped tretinoin 3 days ago, laser last week"}
    page = _page(port, path, first)
    yield Ask("interview step", _raw(path, {"talk": _talk(page), "do": "unsure"}), b'name="talk"')
    result = {"talk": _talk(page), "do": "result"}
    page = _page(port, path, result)
    if "data-outcome" not in page:
        raise SystemExit("the interview gave no result; the form of its page has changed")
    yield Ask("result", _raw(path, result), b"data-outcome")
    yield Ask("product answer", _raw("/en/product/", {"label": LABEL, "day": day}), b"data-outcome")


def _talk(page: str) -> str:
    found = re.search(r'name="talk" value="([^"]*)"', page)
    if found is None:
        raise SystemExit("the interview did not begin; the form of its page has changed")
    return unescape(found[1])


# --- a browser -------------------------------------------------------------------------------------------------------

PAINTED = """() => new Promise(done => {
  let largest = 0, shifted = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) largest = one.startTime; })
    .observe({type: "largest-contentful-paint", buffered: true});
  new PerformanceObserver(list => { for (const one of list.getEntries()) shifted += one.value; })
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done([largest, shifted]), 500); })"""


def painted(port: int, times: int = 5) -> str:
    """Return when the largest part of the treatment page is painted in a browser that has never been here."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if path is None:
        return "largest paint: not measured, for want of Chromium and Playwright"
    found = []
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path)
        for _ in range(times):
            page = browser.new_page()
            page.goto(f"http://localhost:{port}/en/treatment/", wait_until="load")
            found.append(page.evaluate(PAINTED))
            page.close()
        browser.close()
    largest, shifted = (sorted(each) for each in zip(*found, strict=True))
    verdict = "kept" if 0 < largest[-1] < PAINT_LIMIT and not shifted[-1] else "NOT kept"
    return (
        f"largest paint of {times}: median {statistics.median(largest):.0f} ms, last {largest[-1]:.0f} ms; "
        f"shifted {shifted[-1]:g}; under {PAINT_LIMIT:g} ms and 0: {verdict}"
    )


# --- visitors --------------------------------------------------------------------------------------------------------


def _raw(path: str, fields: dict[str, str] | None = None) -> bytes:
    body = urllib.parse.urlencode(fields).encode() if fields is not None else b""
    head = f"{'GET' if fields is None else 'POST'} {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
    if fields is not None:
        head += f"Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n".encode() + body


class Visitor:
    """A browser's connection that stays open, opened anew where the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, ask: Ask) -> bool:
        """Send a request, read the whole answer, and return whether it was the right one."""
        try:
            return await self._get(ask)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            self.close()
            return False

    async def _get(self, ask: Ask) -> bool:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        writer.write(ask.raw)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = re.search(rb"\r\ncontent-length: (\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else await _chunks(reader)
        return head.startswith(b"http/1.1 200") and _holds(body, ask.mark)

    def close(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
        self.streams = None


@lru_cache(maxsize=16)
def _holds(body: bytes, mark: bytes) -> bool:
    """Return whether a page, compressed as browsers take it, has a mark; a page from the cache is unpacked once."""
    return mark in (gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return body


async def at_a_rate(port: int, ask: Ask, rate: int, seconds: float) -> Times:
    """Send requests at a fixed rate; each one's time counts from when it was due.

    There are as many visitors as requests in a second, who ask in turn, each on a connection of her own.
    """
    free = deque(Visitor(port) for _ in range(rate))
    taken: list[float] = []
    right: list[bool] = []
    begin = time.perf_counter()

    async def one(due: float) -> None:
        visitor = free.popleft() if free else Visitor(port)
        right.append(await visitor.get(ask))
        taken.append(time.perf_counter() - due)
        free.append(visitor)

    sent = []
    for number in range(int(rate * seconds)):
        due = begin + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        sent.append(asyncio.ensure_future(one(due)))
    await asyncio.gather(*sent)
    whole = time.perf_counter() - begin
    for visitor in free:
        visitor.close()
    return _times(taken, right, whole)


async def at_full_speed(port: int, ask: Ask, seconds: float, visitors: int = 4) -> Times:
    """Let each visitor ask again as soon as she is answered."""
    taken: list[float] = []
    right: list[bool] = []
    begin = time.perf_counter()

    async def go() -> None:
        visitor = Visitor(port)
        while time.perf_counter() - begin < seconds:
            start = time.perf_counter()
            right.append(await visitor.get(ask))
            taken.append(time.perf_counter() - start)
        visitor.close()

    await asyncio.gather(*(go() for _ in range(visitors)))
    return _times(taken, right, time.perf_counter() - begin)


def _times(taken: Sequence[float], right: Sequence[bool], whole: float) -> Times:
    p99 = statistics.quantiles(taken, n=100)[-1] if len(taken) > 1 else taken[0]
    return Times(len(taken) / whole, statistics.median(taken) * 1e3, p99 * 1e3, right.count(False))


if __name__ == "__main__":
    sys.exit(main())
