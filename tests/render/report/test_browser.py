"""The report in a real browser: no errors, search, copies, downloads, keyboard, phone, paper."""

import dataclasses
import shutil
import subprocess
from pathlib import Path

import pytest

from sap.language import language_of, speaking
from tests.render.report.samples import SVG, hostile, report, table_item, write_run
from tests.render.samples import TABLES

pytestmark = pytest.mark.browser

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
DESK, PHONE = {"width": 1300, "height": 900}, {"width": 375, "height": 720}
EXAMPLE = "#item-example"


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        launched = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(FLAGS)
        )
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("run")
    write_run(made, report())
    return made


@pytest.fixture
def opened(browser):
    """Open the report of a folder; at the end there was no error and no request to elsewhere."""
    contexts, said = [], []

    def open_report(folder, viewport=DESK, **options):
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("request", lambda request: said.append(request.url) if away(request) else None)
        page.goto((folder / "report.html").as_uri())
        return page

    yield open_report
    for context in contexts:
        context.close()
    assert said == []


def away(request):
    return not request.url.startswith(("file:", "data:", "blob:"))


@pytest.fixture
def page(opened, folder):
    return opened(folder)


def search(page, words):
    page.fill("#search", words)
    page.wait_for_function(f"document.getElementById('found').textContent !== {words!r}")
    page.wait_for_timeout(200)


def shown(page):
    return page.locator("main > section:visible").evaluate_all("all => all.map(one => one.id)")


def test_it_opens_with_all_its_parts(page):
    assert page.title() == "BREW: Yeast and temperature"
    assert shown(page) == [
        *("endpoints", "families", "deviations", "provenance", "analyses"),
        *("item-example", "item-forest", "item-wide"),
    ]
    assert page.locator("nav li:visible").count() == 8
    assert page.locator("figure img").evaluate("image => image.naturalWidth") == 300


def test_hostile_texts_do_nothing(opened, tmp_path):
    write_run(tmp_path, hostile())
    page = opened(tmp_path)
    assert "<script>alert('x')</script>" in page.title()
    page.locator("[data-source]").first.focus()
    assert "<script>alert('x')</script>" in page.inner_text("#source")
    search(page, "<script>alert")
    assert page.locator("main > section:visible").count() > 0


def test_search_leaves_what_holds_all_words(page):
    search(page, "VARIANCE  component")
    assert shown(page) == ["item-example"]
    assert page.locator("nav li:visible").count() == 1
    assert page.inner_text("#found") == "1 of 8 found"
    marked = page.evaluate("[...CSS.highlights.get('found')].map(range => range.toString())")
    assert {word.lower() for word in marked} == {"variance", "component"}
    search(page, "no such word")
    assert shown(page) == []
    assert page.is_visible("#nothing")
    search(page, "")
    assert len(shown(page)) == 8
    assert page.evaluate("CSS.highlights.get('found').size") == 0


@pytest.fixture
def french_page(opened, tmp_path):
    with speaking(language_of("fr")):
        write_run(tmp_path, report(items=(table_item("french"),)))
    return opened(tmp_path)


def test_accents_are_no_difference_to_a_search(french_page):
    for words in ("mediane", "M\u00c9DIANE", "m\u00e9diane"):
        search(french_page, words)
        assert shown(french_page) == ["item-french"]
        assert french_page.inner_text("#found") == "Trouvé\u00a0: 1 sur 6"
        marked = french_page.evaluate(
            "[...CSS.highlights.get('found')].map(range => range.toString())"
        )
        assert marked == ["M\u00e9diane"]


def test_a_page_in_french_speaks_french(french_page):
    assert french_page.evaluate("document.documentElement.lang") == "fr"
    french_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = french_page.locator("#item-french .copy")
    assert button.inner_text().startswith("Copier")
    button.click()
    french_page.wait_for_function("document.getElementById('said').textContent")
    assert button.inner_text().startswith("Copi\u00e9")
    said = french_page.inner_text("#said")
    assert said.startswith("Tableau 14.2.1.1")
    assert said.endswith("copie effectu\u00e9e sous forme de texte")


def test_a_table_is_copied_as_text(page, folder):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator(f"{EXAMPLE} .copy")
    button.click()
    page.wait_for_function("document.getElementById('said').textContent")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == (folder / "example.txt").read_text(encoding="utf-8")
    assert button.inner_text().startswith("Copied")
    assert "copied as text" in page.inner_text("#said")


@pytest.mark.parametrize(
    ("place", "name"), [(EXAMPLE, "Word"), (EXAMPLE, "Text"), ("#item-forest", "SVG")]
)
def test_a_form_is_downloaded(page, folder, place, name):
    with page.expect_download() as waiting:
        page.locator(f"{place} .tools a", has_text=name).click()
    file = folder / waiting.value.suggested_filename
    assert Path(waiting.value.path()).read_bytes() == file.read_bytes()


def test_the_page_alone_gives_texts_and_drawings(opened, folder, tmp_path):
    shutil.copy(folder / "report.html", tmp_path)
    page = opened(tmp_path)
    for place, name, content in (
        (EXAMPLE, "Text", (folder / "example.txt").read_bytes()),
        ("#item-forest", "SVG", SVG),
    ):
        with page.expect_download() as waiting:
            page.locator(f"{place} .tools a", has_text=name).click()
        assert Path(waiting.value.path()).read_bytes() == content


def test_a_form_that_a_browser_shows_opens_beside_the_report(page):
    with page.expect_popup() as waiting:
        page.locator(f"{EXAMPLE} .tools a", has_text="HTML").click()
    assert waiting.value.url.endswith("/example.html")
    assert page.url.endswith("/report.html")


def test_a_number_says_where_it_is_from_to_the_keyboard(page):
    numbers = page.locator(f"{EXAMPLE} [data-source]")
    assert numbers.evaluate_all("all => all.filter(one => one.tabIndex === 0).length") == 1
    page.locator(f"{EXAMPLE} .tools a").last.focus()
    page.keyboard.press("Tab")
    first = "document.activeElement.textContent"
    assert page.evaluate(first) == "(N=3)"
    tip = page.inner_text("#source")
    for words in ("P1 primary: CCL18", "ARD row: summary, treatment: DMSO", "n_set", "371 wells"):
        assert words in tip
    assert page.get_attribute(f"{EXAMPLE} [data-source]:focus", "aria-describedby") == "source"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    column = "document.activeElement.closest('td').cellIndex"
    assert page.evaluate(column) == 2
    page.keyboard.press("ArrowDown")
    assert page.evaluate(column) == 2
    page.keyboard.press("Escape")
    assert page.is_hidden("#source")
    page.keyboard.press("Enter")
    assert page.is_visible("#source")
    page.keyboard.press("End")
    assert page.is_visible("#source")
    page.keyboard.press("Tab")
    assert page.is_hidden("#source")


def test_a_number_says_where_it_is_from_to_the_mouse(page):
    page.locator(f"{EXAMPLE} td [data-source]", has_text="0.64").first.hover()
    tip = page.locator("#source")
    assert "estimate\n0.644787" in tip.inner_text()
    # The pointer may go onto the tooltip, and it stays.
    tip.hover()
    page.wait_for_timeout(400)
    assert tip.is_visible()
    page.mouse.move(2, 2)
    tip.wait_for(state="hidden")


def test_it_is_read_on_a_phone(opened, folder):
    page = opened(folder, PHONE, is_mobile=True, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert page.locator("nav li:visible").count() == 0
    page.locator("summary").tap()
    page.locator("nav a", has_text="A wide one").tap()
    assert page.locator("nav li:visible").count() == 0
    assert page.evaluate("location.hash") == "#item-wide"
    page.locator(f"{EXAMPLE} td [data-source]").first.tap()
    box = page.locator("#source").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    assert page.evaluate("document.documentElement.scrollWidth") == 375


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_hinders_anyone(opened, tmp_path, viewport):
    import axe_playwright_python

    # Each row is looked at: a few of each kind are enough.
    made = report()
    wide = dataclasses.replace(made.items[-1].shown, groups=made.items[-1].shown.groups[:1])
    items = (*made.items[:-1], dataclasses.replace(made.items[-1], shown=wide))
    write_run(tmp_path, report(items=items))
    page = opened(tmp_path, viewport)
    script = Path(axe_playwright_python.__file__).parent / "axe.min.js"
    page.evaluate(script.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    assert len(found["passes"]) > 20
    assert [
        (one["id"], one["impact"], one["nodes"][0]["html"]) for one in found["violations"]
    ] == []


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_on_paper_each_table_has_pages_of_its_own(page, tmp_path):
    # What the search hides on the screen is printed all the same.
    search(page, "no such word")
    path = tmp_path / "report.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    done = subprocess.run(
        ["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True
    )
    sheets = done.stdout.split("\f")[:-1]
    first = {
        name: number
        for number, sheet in enumerate(sheets)
        for name in ("Table 14.2.1.1", "Figure 14.2.1.1", "Table 14.9")
        if sheet.splitlines() and name in sheet.split("Page", 1)[1][:200]
    }
    assert len(set(first.values())) == 3
    for number, sheet in enumerate(sheets, 1):
        assert f"Page {number} of {len(sheets)}" in sheet
        assert "Protocol: BREW (no registration)" in sheet
    words = " ".join(done.stdout.split())
    for group in TABLES["wide"].groups:
        assert group.label.text in words
    assert "Row 120" in words
    assert "Copy" not in words
    assert "Contents" not in words
    wide = subprocess.run(
        ["pdfinfo", "-f", "1", "-l", str(len(sheets)), path],
        check=True,
        capture_output=True,
        text=True,
    )
    sizes = [line.split("size:")[1].split() for line in wide.stdout.splitlines() if "size:" in line]
    across = {float(size[0]) > float(size[2]) for size in sizes if size[1] == "x"}
    assert across == {True, False}
