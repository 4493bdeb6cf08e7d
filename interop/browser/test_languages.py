"""Connect's languages: the switch in a browser, and pages whose texts are as long as a translation may make them."""

import functools
import os
import subprocess
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from selenium.webdriver.common.by import By

from harness.demo import ROOT
from harness.owner import Owner
from harness.screens import Screen
from harness.soundness import faults, keep_picture

WIDTHS = [320, 412, 1280]
KEPT = {"consent-all", "key-phone", "key-desktop", "key-mixed-phone"}

TOO_WIDE = """
const page = document.scrollingElement;
const wide = page.scrollWidth > innerWidth ? [`${page.scrollWidth} px wide on ${innerWidth} px`] : [];
for (const element of document.querySelectorAll('body *')) {
  if (element.closest('svg, .hidden-text')) continue;
  const box = element.getBoundingClientRect();
  const says = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const cut = says && element.clientWidth && element.scrollWidth > element.clientWidth + 1;
  if (box.width && (box.right > innerWidth + 0.5 || box.left < -0.5 || cut)) wide.push(element.outerHTML.slice(0, 100));
}
return wide;
"""


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Every page in every language, and in one that is 40 % longer: where they are served, and their addresses."""
    folder = tmp_path_factory.mktemp("pages")
    test = "every_page_can_be_written_in_every_language"
    command = ["cargo", "test", "--quiet", "-p", "openfob-gateway", "--lib", test]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "OPENFOB_PAGES": str(folder)}, check=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found = sorted(str(page.relative_to(folder)) for page in folder.glob("*/*.html"))
    yield f"http://127.0.0.1:{server.server_port}", found
    server.shutdown()


@pytest.mark.parametrize("language", ["long", "de", "fr", "es", "it", "nl"])
def test_no_page_breaks_in_a_long_language(pages, open_browser, language):
    origin, found = pages
    driver = open_browser(Screen("desktop", "light"))
    broken, looked = {}, 0
    for width in WIDTHS:
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        for page in (page for page in found if page.startswith(f"{language}/") and "key-live" not in page):
            driver.get(f"{origin}/{page}")
            driver.execute_script("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            name = page.removeprefix(f"{language}/").removesuffix(".html")
            if name in KEPT:
                keep_picture(driver, f"{language}-{name}-{width}")
            if wide := driver.execute_script(TOO_WIDE):
                broken[f"{page} at {width}"] = wide
            looked += 1
    assert looked > 100
    assert broken == {}


def test_an_owner_changes_the_language_without_losing_the_way(demo, open_browser):
    driver = open_browser(Screen("phone", "light"))
    owner = Owner(driver, demo)
    owner.follow_link(make="TESLA")
    owner.find("button#continue-button")
    at = driver.current_url
    owner.press(".languages summary")
    owner.press(".languages a[lang='de']")
    owner.wait(lambda: driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == "de", "the page in German")
    assert driver.current_url == at
    assert faults(driver) == []
    owner.press("button#continue-button")
    owner.sign_in(demo.owner)
    owner.find("button#approval-button")
    assert driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == "de"
    assert owner.button("Nicht erlauben")
