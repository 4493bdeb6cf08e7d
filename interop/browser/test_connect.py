"""Connect in a browser, from the application's link to the way back."""

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from harness.owner import Owner
from harness.screens import SCREENS, Screen
from harness.soundness import console_errors, faults, keep_picture, shows_focus

MOST_TABS = 80


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_an_owner_connects_a_car_and_adds_the_key(demo, open_browser, screen):
    driver = open_browser(screen)
    owner = Owner(driver, demo)
    found = {}

    def look(page):
        keep_picture(driver, f"{screen}-{page}")
        found[page] = faults(driver)

    owner.follow_link()
    owner.find("button#continue-button")
    look("1-preamble")
    owner.press("button#continue-button")

    owner.find("input#brand-search").send_keys("tes")
    owner.wait(lambda: not owner.sees("button#PEUGEOT.brand-list-item"), "the search to leave Tesla alone")
    look("2-brands")
    owner.press("button#TESLA.brand-list-item")

    owner.find("input#username")
    look("3-sign-in")
    owner.sign_in(demo.owner)

    owner.find(".page-content button#approval-button")
    owner.choose_only("Model 3")
    look("4-permissions")
    owner.press("button#approval-button")

    assert owner.button("Do this later")
    assert sees_qr_code(driver) != screen.is_phone
    assert owner.sees("a[href*='/_ak/']") or not screen.is_phone
    look("5-key")

    owner.add_key_on_the_phone(owner.key_link(), demo.owner, "Model 3")
    owner.reads("in place")
    look("6-key-done")

    back = owner.returned_with()
    assert back.keys() >= {"code", "state", "virtual_key_url"}
    assert back["state"] == "s-1"
    assert back["virtual_key_url"].startswith(f"{demo.simulator}/_ak/")
    assert {page: wrong for page, wrong in found.items() if wrong} == {}


def sees_qr_code(driver):
    """An image of the size that a phone's camera can read."""
    images = driver.find_elements(By.CSS_SELECTOR, "svg, img")
    return any(image.is_displayed() and min(image.size.values()) >= 120 for image in images)


def test_the_other_view_of_the_key_page_is_one_press_away(demo, open_browser):
    driver = open_browser(Screen("desktop", "light"))
    owner = Owner(driver, demo)
    come_to_the_key_page(owner)
    assert sees_qr_code(driver)
    owner.button("I am on my phone").click()
    owner.wait(lambda: owner.sees("a[href*='/_ak/']") and not sees_qr_code(driver), "the link in place of the QR code")


def test_the_keyboard_is_enough(demo, open_browser):
    driver = open_browser(Screen("desktop", "light"))
    owner = Owner(driver, demo)
    owner.follow_link()
    by_keyboard(owner, lambda focused: focused.get_attribute("id") == "continue-button")
    by_keyboard(owner, lambda focused: focused.get_attribute("id") == "TESLA")
    by_keyboard(owner, lambda focused: focused.get_attribute("id") == "username", demo.owner["username"])
    by_keyboard(owner, lambda focused: focused.get_attribute("id") == "password", demo.owner["password"] + Keys.ENTER)
    by_keyboard(owner, lambda focused: focused.get_attribute("id") == "approval-button")
    by_keyboard(owner, lambda focused: focused.tag_name == "button" and "do this later" in focused.text.lower())
    assert "code" in owner.returned_with()


def by_keyboard(owner, wanted, keys=Keys.ENTER):
    """Goes on with Tab until the wanted element has the focus, and types."""
    owner.find("h1")
    for _ in range(MOST_TABS):
        focused = owner.driver.switch_to.active_element
        if wanted(focused):
            assert shows_focus(owner.driver), (
                f"one cannot see that this has the focus: {focused.get_attribute('outerHTML')}"
            )
            page = owner.driver.find_element(By.TAG_NAME, "html")
            ActionChains(owner.driver).send_keys(keys).perform()
            if Keys.ENTER in keys:
                owner.wait(lambda: is_gone(page), "the next page")
            return
        ActionChains(owner.driver).send_keys(Keys.TAB).perform()
    raise AssertionError(f"not reached with {MOST_TABS} tabs at {owner.driver.current_url}")


def is_gone(page):
    try:
        page.is_enabled()
    except StaleElementReferenceException:
        return True
    return False


def come_to_the_key_page(owner):
    owner.follow_link(make="TESLA")
    owner.press("button#continue-button")
    owner.sign_in(owner.demo.owner)
    owner.choose_only("Model 3")
    owner.press("button#approval-button")
    owner.button("Do this later")


def test_an_owner_who_declines_goes_back_with_access_denied(demo, open_browser):
    driver = open_browser(Screen("phone", "light"))
    owner = Owner(driver, demo)
    owner.follow_link(make="TESLA")
    owner.press("button#continue-button")
    owner.sign_in(demo.owner)
    owner.find("button#approval-button")
    assert console_errors(driver) == []
    owner.button("Don’t allow").click()
    back = owner.returned_with()
    assert (back["error"], back["state"]) == ("access_denied", "s-1")
    assert "code" not in back


@pytest.mark.parametrize("screen", [Screen("phone", "light"), Screen("desktop", "light")], ids=str)
def test_the_simulators_garage_is_sound(demo, open_browser, screen):
    driver = open_browser(screen)
    driver.get(demo.simulator)
    Owner(driver, demo).find("h1")
    keep_picture(driver, f"{screen}-garage")
    assert faults(driver) == []
