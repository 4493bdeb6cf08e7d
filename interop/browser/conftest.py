"""Headless Chromium at a phone's and a desktop's size, light and dark, with a demo for each test."""

import shutil
import tempfile

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from harness.demo import Demo

ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"

# What Chromium needs to run as root and to leave the network alone.
QUIET = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
]


@pytest.fixture
def demo():
    with Demo() as running:
        yield running


@pytest.fixture
def open_browser():
    """Starts browsers, which are closed when the test ends."""
    started = []

    def start(screen):
        profile = tempfile.mkdtemp(prefix="openfob-browser-")
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium") or "chromium"
        for argument in [*QUIET, f"--user-data-dir={profile}", "--window-size=1280,800"]:
            options.add_argument(argument)
        if screen.is_phone:
            metrics = {"width": 412, "height": 915, "pixelRatio": 2.0, "touch": True}
            options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics, "userAgent": ANDROID})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver") or "chromedriver"))
        started.append((driver, profile))
        if not screen.is_phone:
            size = {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        colours = {"features": [{"name": "prefers-color-scheme", "value": screen.scheme}]}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", colours)
        return driver

    yield start
    for driver, profile in started:
        driver.quit()
        shutil.rmtree(profile, ignore_errors=True)
