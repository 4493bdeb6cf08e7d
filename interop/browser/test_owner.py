"""The owner's page and the pages of an application's key, outside Connect."""

import json

import pytest
import requests
from selenium.webdriver.common.by import By

from harness.connect import walk
from harness.owner import Owner
from harness.screens import SCREENS, Screen
from harness.simulator import Simulator
from harness.soundness import faults, keep_picture
from harness.walker import Walker

SAM = {"username": "sam@example.com", "password": "any"}


@pytest.fixture
def connected(demo):
    """Lena's cars are connected to the demo's application; the parameters that it was told."""
    return walk(demo.connect_link(make="TESLA"), demo.redirect_uri, demo.owner["username"])


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_an_owner_sees_takes_back_and_deletes(demo, connected, open_browser, screen):
    driver = open_browser(screen)
    owner = Owner(driver, demo)
    found = {}

    def look(page):
        keep_picture(driver, f"{screen}-owner-{page}")
        found[page] = faults(driver)

    driver.get(f"{demo.origin}/owner?mode=simulated")
    owner.reads("Your cars and who sees them")
    look("1-brands")
    owner.press("button#TESLA")
    owner.sign_in(SAM)
    owner.reads("No app holds anything of yours here")
    look("2-unknown")
    owner.button("another account").click()
    owner.press("button#TESLA")
    owner.sign_in(demo.owner)

    owner.find("a[href*='/take-back?connection=']")
    look("3-overview")
    for line in driver.find_elements(By.CSS_SELECTOR, "summary"):
        line.click()
    look("4-overview-open")
    owner.press("a[href*='/take-back?connection=']")
    owner.reads("Take it back from")
    look("5-take-back")
    owner.button("Take it back").click()
    owner.find("[role=status]")
    look("6-taken-back")

    owner.press("a[href$='/delete']")
    owner.reads("Delete everything?")
    look("7-delete")
    owner.button("Delete everything").click()
    owner.reads("Everything is deleted")
    look("8-deleted")
    assert {page: wrong for page, wrong in found.items() if wrong} == {}


def test_an_owner_takes_back_and_deletes_without_javascript(demo, connected):
    walker = Walker(stop_at=demo.redirect_uri)
    walker.open(f"{demo.origin}/owner?mode=simulated")
    walker.press(walker.page.by_id("TESLA"))
    walker.press(walker.page.by_id("sign-in-button"), fill=demo.owner)
    walker.press(walker.page.by_words("Take it back"))
    walker.press(walker.page.by_words("Take it back"))
    assert "It is taken back." in walker.page.text
    walker.press(walker.page.by_words("Delete my data"))
    walker.press(walker.page.by_words("Delete everything"))
    assert "Everything is deleted" in walker.page.text
    walker.press(walker.page.by_words("Save this as a file"))
    receipt = json.loads(walker.page.html)
    assert receipt["removed"]["accounts"] == 1


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_a_key_is_added_on_the_applications_page_at_any_time(demo, connected, open_browser, screen):
    driver = open_browser(screen)
    owner = Owner(driver, demo)
    found = {}

    def look(page):
        keep_picture(driver, f"{screen}-key-page-{page}")
        found[page] = faults(driver)

    shown = json.loads(demo.run("app", "show", demo.client_id, "--json"))
    driver.get(shown["key_page_url"])
    owner.find("h1")
    look("1-anybody")
    assert owner.key_link() == shown["virtual_key_url"]

    driver.get(key_page_of(demo, "Model 3"))
    owner.find("h1")
    assert "Model 3" in driver.find_element(By.TAG_NAME, "main").text
    look("2-car")
    simulator = Simulator(demo.simulator)
    simulator.add_key(simulator.vin("Model 3"), shown["virtual_key_url"].rsplit("/", 1)[1])
    owner.reads("in place")
    look("3-car-ready")
    assert {page: wrong for page, wrong in found.items() if wrong} == {}


def test_a_cars_key_page_turns_when_it_is_opened_again_without_javascript(demo, connected):
    walker = Walker(stop_at=demo.redirect_uri)
    walker.open(key_page_of(demo, "Cybertruck"))
    assert "Cybertruck" in walker.page.text
    simulator = Simulator(demo.simulator)
    simulator.add_key(simulator.vin("Cybertruck"), connected["virtual_key_url"].rsplit("/", 1)[1])
    walker.press(walker.page.by_words("I have added it"))
    assert "in place" in walker.page.text


def key_page_of(demo, model):
    """The address of a connected car's key page, as the management API tells it."""
    asking = requests.Session()
    asking.auth = ("default", demo.management_token)
    connections = asking.get(f"{demo.origin}/v2.0/management/connections", timeout=30).json()["connections"]
    for connection in connections:
        url = f"{demo.origin}/v2.0/management/vehicles/{connection['vehicleId']}/key_link"
        page = asking.get(url, timeout=30).json()["keyPageUrl"]
        if page and model in requests.get(page, timeout=30).text:
            return page
    raise AssertionError(f"no connection of a {model} has a key page")
