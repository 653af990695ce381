"""The HTML page in a real browser: filters, keys, links, hostile text, speed, accessibility."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from lockscan.catalog import load_catalog
from lockscan.findings import Finding, Level, Location, Outcome, Precision
from lockscan.report import html
from tests.unit.report.samples import DEADLOCK, DRIVER, NOTE, OUTCOME, PATH, outcome
from tests.unit.report.test_html import EVIL, drawn

pytestmark = pytest.mark.slow

FINDINGS = "details.finding"
SHOWN = f"{FINDINGS}:not([hidden])"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Opened:
    """A page with what it asked for and what it complained about."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        page.on("request", self._on_request)
        page.goto(path.as_uri())

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith("file:"):
            self.requests.append(request.url)

    def count(self, selector: str) -> int:
        return self.page.locator(selector).count()

    def picture(self, name: str) -> None:
        """For people to look at, where LOCKSCAN_SCREENSHOTS names a directory."""
        directory = os.environ.get("LOCKSCAN_SCREENSHOTS")
        if directory:
            self.page.screenshot(path=Path(directory) / f"{name}.png", full_page=True)


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[object]:
    opened: list[Opened] = []

    def call(of: Outcome = OUTCOME, *, dark: bool = False, width: int = 1400) -> Opened:
        path = tmp_path / "report.html"
        path.write_text(html.render(of, load_catalog(), show_suppressed=True), encoding="utf-8")
        page = browser.new_page(
            color_scheme="dark" if dark else "light", viewport={"width": width, "height": 1000}, bypass_csp=False
        )
        opened.append(Opened(page, path))
        return opened[-1]

    yield call
    for one in opened:
        assert one.complaints == []
        assert one.requests == []
        one.page.close()


def test_filters(show) -> None:  # type: ignore[no-untyped-def]
    page: Opened = show()
    assert page.count(SHOWN) == 3
    page.page.fill("#search", "DEADLOCK card_interrupt")
    assert page.count(SHOWN) == 1
    assert page.page.inner_text("#status") == "1 of 3 findings"
    page.page.click("button[type=reset]")
    page.page.wait_for_function("document.getElementById('status').textContent === '3 of 3 findings'")
    page.page.select_option("select[data-key=level]", "note")
    assert page.count(SHOWN) == 2
    page.page.click("button[data-set=rule][data-value=double-acquire]")
    assert page.count(SHOWN) == 0  # both filters hold
    page.page.click("button[type=reset]")


def test_opening_and_links(show) -> None:  # type: ignore[no-untyped-def]
    page: Opened = show()
    page.page.click(f"{FINDINGS} >> nth=0 >> summary")
    assert page.count(f"{FINDINGS}[open]") == 1
    assert page.page.locator(".flow:visible").count() == 2
    left, right = (page.page.locator(".flow").nth(number).bounding_box() for number in (0, 1))
    assert left is not None
    assert right is not None
    assert (left["y"], left["x"] < right["x"]) == (right["y"], True)  # side by side
    page.page.click("text=What double-acquire means")
    assert page.count("details.page[open]") == 1
    address = page.page.locator(f"{FINDINGS} >> nth=1").get_attribute("id")
    page.page.goto(f"{page.page.url.partition('#')[0]}#{address}")
    assert page.count(f"{FINDINGS}[open]") >= 1
    page.picture("light")


def test_keys(show) -> None:  # type: ignore[no-untyped-def]
    page: Opened = show()
    page.page.keyboard.press("j")
    page.page.keyboard.press("j")
    page.page.keyboard.press("o")
    assert page.page.locator(FINDINGS).nth(1).get_attribute("open") is not None
    page.page.keyboard.press("k")
    page.page.keyboard.press("Enter")
    assert page.count(f"{FINDINGS}[open]") == 2
    page.page.keyboard.press("/")
    page.page.keyboard.type("jok")
    assert page.page.input_value("#search") == "jok"
    page.page.keyboard.press("Escape")
    page.page.uncheck("#keys")
    page.page.keyboard.press("/")
    assert page.page.evaluate("document.activeElement.id") == "keys"


def test_hostile_text_does_not_run(show) -> None:  # type: ignore[no-untyped-def]
    place = Location(f"{EVIL}.c", 0, len(EVIL), EVIL)
    evil = replace(DEADLOCK, message=EVIL, location=place, lock=EVIL, scenario=(EVIL,))
    page: Opened = show(drawn(outcome(evil, NOTE, sources={place.path: EVIL.encode(), PATH: DRIVER}), EVIL))
    page.page.click("#expand")
    page.page.click("button[data-set=lock]")
    assert page.count(SHOWN) == 1
    assert page.count("script") == 1
    assert page.count("img") == 0


def test_colours_by_choice(show) -> None:  # type: ignore[no-untyped-def]
    page: Opened = show(drawn(OUTCOME))
    back = "getComputedStyle(document.body).backgroundColor"
    assert page.page.evaluate(back) == "rgb(255, 255, 255)"
    page.page.select_option("#theme", "dark")
    assert page.page.evaluate(back) == "rgb(15, 20, 25)"
    page.page.reload()
    assert page.page.evaluate(back) == "rgb(15, 20, 25)"
    page.page.select_option("#theme", "")
    assert page.page.evaluate(back) == "rgb(255, 255, 255)"


def test_drawings(show) -> None:  # type: ignore[no-untyped-def]
    page: Opened = show(drawn(OUTCOME))
    page.page.click(f"{FINDINGS} >> nth=0 >> summary")
    drawing = page.page.locator(f"{FINDINGS} svg.diagram >> nth=0")
    assert drawing.is_visible()
    assert page.page.locator(f"{FINDINGS} svg tspan.hit").text_content() == "15: spin_lock(&card->lock)"
    assert page.page.locator("#orders svg").is_visible()
    page.page.click("text=As a table")
    assert page.page.locator("#orders table").is_visible()
    page.picture("drawings")


def test_dark_and_narrow(show) -> None:  # type: ignore[no-untyped-def]
    page: Opened = show(dark=True, width=1400)
    page.page.click("#expand")
    page.picture("dark")
    colour = page.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == "rgb(15, 20, 25)"
    narrow: Opened = show(width=360)
    narrow.page.click("#expand")
    narrow.picture("narrow")
    assert narrow.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def many(number: int) -> list[Finding]:
    levels, precisions = list(Level), list(Precision)
    return [
        replace(
            DEADLOCK, key=str(n), level=levels[n % 3], precision=precisions[n % 3], lock=f"struct card{n % 40}.lock"
        )
        for n in range(number)
    ]


def test_five_hundred_findings_open_quickly(show) -> None:  # type: ignore[no-untyped-def]
    started = time.perf_counter()
    page: Opened = show(drawn(outcome(*many(500))))
    page.page.wait_for_load_state("load")
    assert time.perf_counter() - started < 60  # under two seconds where nothing else runs
    page.page.fill("#search", "card17.lock")
    assert page.count(SHOWN) == len([n for n in range(500) if n % 40 == 17])


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_accessibility(show, tmp_path: Path, *, dark: bool) -> None:  # type: ignore[no-untyped-def]
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(tmp_path), "axe-core@4"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("axe-core cannot be fetched")
    page: Opened = show(drawn(OUTCOME), dark=dark)
    page.page.click("#expand")
    page.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.page.evaluate((tmp_path / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
    result = page.page.evaluate("axe.run()")
    found = [(v["id"], v["impact"], [n["html"][:120] for n in v["nodes"]][:3]) for v in result["violations"]]
    assert found == []
