"""An owner before a browser: what they read, press and type in Connect."""

import json
import re
from urllib.parse import parse_qs, urlsplit

from selenium.common.exceptions import (
    NoSuchElementException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE_SECONDS = 20
# What chromedriver says, without an error of its own kind, of an element whose page is gone.
PAGE_IS_TURNING = "does not belong to the document"
CARS = re.compile(r"Model 3|Model S|Cybertruck|e-208")


class Owner:
    """One person, one browser, one run of Connect."""

    def __init__(self, driver, demo):
        self.driver = driver
        self.demo = demo

    def follow_link(self, **parameters):
        """Opens the application's link."""
        self.driver.get(self.demo.connect_link(**parameters))

    def wait(self, condition, what):
        """Waits until a condition holds; says what was waited for when it does not."""
        ignored = [NoSuchElementException, StaleElementReferenceException]
        waiting = WebDriverWait(self.driver, PATIENCE_SECONDS, poll_frequency=0.1, ignored_exceptions=ignored)

        def holds(_):
            try:
                return condition()
            except WebDriverException as error:
                if PAGE_IS_TURNING not in str(error):
                    raise
                return False

        return waiting.until(holds, f"waited for {what} at {self.driver.current_url}")

    def find(self, selector):
        """The first such element that is shown."""
        shown = lambda: next(
            (e for e in self.driver.find_elements(By.CSS_SELECTOR, selector) if e.is_displayed()), None
        )
        return self.wait(shown, selector)

    def sees(self, selector):
        """Whether such an element is shown now."""
        return any(element.is_displayed() for element in self.driver.find_elements(By.CSS_SELECTOR, selector))

    def button(self, words):
        """The button or link that says so and is shown."""
        says = lambda element: words.lower() in element.text.lower() and element.is_displayed()
        return self.wait(
            lambda: next(filter(says, self.driver.find_elements(By.CSS_SELECTOR, "button, a, summary")), None),
            f"a button that says “{words}”",
        )

    def reads(self, words):
        """Waits until the page's heading says so. Asked of the document as it is at that moment, in one go: the page may be
        turning, and an element found before would be gone."""
        heading = "return document.querySelector('h1')?.textContent ?? ''"
        return self.wait(lambda: words in self.driver.execute_script(heading), f"a heading that says “{words}”")

    def press(self, selector):
        self.find(selector).click()

    def sign_in(self, person):
        self.find("input#username").send_keys(person["username"])
        self.find("input#password").send_keys(person["password"])
        self.press("#sign-in-button")

    def choose_only(self, car):
        """Unticks every car but one on the consent page."""
        self.find("#approval-button")
        for box in self.driver.find_elements(By.CSS_SELECTOR, "input[type=checkbox]"):
            name = CARS.search(self._label(box))
            if name and box.is_selected() != (name.group() == car):
                label = self._label_element(box)
                self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", label)
                label.click()

    def key_link(self):
        """Where the key page sends the owner's phone: a link on a phone, beside the QR code a text to copy."""
        [place] = self.driver.find_elements(By.CSS_SELECTOR, "a.button[href*='/_ak/'], input[readonly][value*='/_ak/']")
        return place.get_attribute("href") or place.get_attribute("value")

    def add_key_on_the_phone(self, link, person, car):
        """Opens the link in a second tab, as the maker's app would, adds the key to one car and comes back."""
        connect = self.driver.current_window_handle
        self.driver.switch_to.new_window("tab")
        self.driver.get(link)
        if self.sees("input#email"):
            self.find("input#email").send_keys(person["username"])
            self.press("#use-account")
        line = f"//li[contains(., '{car}')]"
        self.wait(
            lambda: self.driver.find_element(By.XPATH, f"{line}//button[contains(., 'Add key')]"), "Add key"
        ).click()
        self.wait(lambda: self.driver.find_element(By.XPATH, f"{line}[contains(., 'key added')]"), "the key in the car")
        self.driver.close()
        self.driver.switch_to.window(connect)

    def returned_with(self):
        """Waits for the browser to be sent to the application, and gives the parameters that it was sent with."""
        seen = []

        def sent():
            for entry in self.driver.get_log("performance"):
                message = json.loads(entry["message"])["message"]
                if message["method"] == "Network.requestWillBeSent":
                    seen.append(message["params"]["request"]["url"])
            return next((url for url in seen if url.startswith(self.demo.redirect_uri)), None)

        query = parse_qs(urlsplit(self.wait(sent, "the way back to the application")).query)
        return {name: value for name, [value] in query.items()}

    def _label(self, box):
        return self._label_element(box).text

    def _label_element(self, box):
        labels = self.driver.find_elements(By.CSS_SELECTOR, f"label[for='{box.get_attribute('id')}']")
        return labels[0] if labels else box.find_element(By.XPATH, "ancestor::label")
