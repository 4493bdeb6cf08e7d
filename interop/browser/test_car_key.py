"""CarKey as its owner meets it: connected, refused, activated from inside the car, suspended, brought back in time."""

import datetime

import pytest
import requests
from selenium.webdriver.common.keys import Keys

from harness.owner import Owner
from harness.screens import Screen
from harness.simulator import Simulator
from harness.soundness import faults, keep_picture

SCOPE = "read_vehicle_info read_vin read_odometer read_battery control_security"
# Tells a page from the one before it, once it is whole.
LOADED = "return document.readyState === 'complete' ? performance.timeOrigin : null"
REFUSED = "CONNECTED_SERVICES_ACCOUNT:CAR_KEY_REQUIRED"


class Application:
    """What an application does with the code that Connect gave it."""

    def __init__(self, demo, code):
        self.origin = demo.origin
        grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": demo.redirect_uri}
        answer = requests.post(
            f"{self.origin}/oauth/token", data=grant, auth=(demo.client_id, demo.client_secret), timeout=30
        )
        assert answer.ok, answer.text
        self.headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        [self.vehicle] = self.call("GET", "vehicles").json()["vehicles"]

    def call(self, method, path, body=None):
        url = f"{self.origin}/v2.0/{path}"
        return requests.request(method, url, json=body, headers=self.headers, timeout=60)

    def of_car(self, method, path, body=None):
        return self.call(method, f"vehicles/{self.vehicle}/{path}", body)

    def is_refused(self):
        """Reads and commands alike; gives the page that the owner is to be sent to."""
        told = [
            self.of_car("GET", "odometer"),
            self.of_car("GET", "battery"),
            self.of_car("POST", "security", {"action": "LOCK"}),
        ]
        for answer in told:
            error = answer.json()
            assert answer.status_code >= 400, answer.text
            assert f"{error['type']}:{error['code']}" == REFUSED, answer.text
        [page] = {answer.json()["resolution"]["url"] for answer in told}
        return page

    def is_served(self):
        for path in ("odometer", "battery"):
            answer = self.of_car("GET", path)
            assert answer.ok, answer.text

    def car_key(self):
        answer = self.of_car("GET", "peugeot/car_key")
        assert answer.ok, answer.text
        return answer.json()


class Car:
    """The car's page in the simulator: its switches, and the owner's app on the phone in it."""

    def __init__(self, owner, vin):
        self.owner = owner
        self.page = f"{owner.demo.simulator}/psa/cars/{vin}"

    def __enter__(self):
        self.connect = self.owner.driver.current_window_handle
        self.owner.driver.switch_to.new_window("tab")
        self.owner.driver.get(self.page)
        self.owner.reads("CarKey")
        return self

    def __exit__(self, *_):
        self.owner.driver.close()
        self.owner.driver.switch_to.window(self.connect)

    def turn(self, switch):
        self.press(f"form[action$='/{switch}'] button")

    def set(self, switch, value):
        field = self.owner.find(f"form[action$='/{switch}'] input[name=value]")
        field.clear()
        self.and_wait(lambda: field.send_keys(value + Keys.ENTER))

    def app(self, deed):
        """Presses a button of the owner's app, and gives what the app then shows."""
        self.press(f"form[action$='/{deed}'] button")
        return self.owner.find("[role=status]").text

    def press(self, selector):
        self.and_wait(self.owner.find(selector).click)

    def and_wait(self, act):
        before = self.owner.driver.execute_script(LOADED)
        act()
        self.owner.wait(
            lambda: self.owner.driver.execute_script(LOADED) not in (None, before), "the page after it"
        )


@pytest.mark.parametrize("screen", [Screen("phone", "light"), Screen("phone", "dark")], ids=str)
def test_an_owner_activates_car_key_in_the_car_and_brings_it_back_in_time(demo, open_browser, screen):
    driver = open_browser(screen)
    owner = Owner(driver, demo)
    vin = Simulator(demo.simulator).vin("e-208")
    found = {}

    def look(page):
        keep_picture(driver, f"{screen}-car-key-{page}")
        found[page] = faults(driver)

    owner.follow_link(make="PEUGEOT", scope=SCOPE)
    owner.press("button#continue-button")
    owner.sign_in(demo.owner)
    owner.find("#approval-button")
    look("1-permissions")
    owner.press("button#approval-button")
    owner.reads("Activate CarKey in your Peugeot")
    look("2-key-step")
    owner.button("Do this later").click()
    application = Application(demo, owner.returned_with()["code"])

    page = application.is_refused()
    assert application.car_key() == {"isCarKeyVerified": False, "cvsStatus": "unknown", "maxReactivationDate": None}
    driver.get(page)
    owner.reads("Activate CarKey in your Peugeot")
    look("3-refused")

    with Car(owner, vin) as car:
        look("4-in-the-car")
        car.turn("inside")
        told = car.app("activate")
        assert "It did not work" in told and "2354" in told and "carkey.not_inside" in told
        look("5-not-inside")
    owner.wait(lambda: "Sit in the car with the phone and the key" in lines(owner), "what the last try lacked")
    look("6-what-it-lacked")
    with Car(owner, vin) as car:
        car.turn("inside")
        assert "It worked" in car.app("activate")
        look("7-activated")
    owner.reads("CarKey is active")
    look("8-active")

    application.is_served()
    assert application.car_key() == {"isCarKeyVerified": True, "cvsStatus": "active", "maxReactivationDate": None}
    locked = application.of_car("POST", "security", {"action": "LOCK"})
    assert locked.ok and locked.json()["status"] == "success", locked.text

    # The times that the maker names are those of the clock that the demo runs by.
    until = simulated_time(demo) + datetime.timedelta(hours=2)
    with Car(owner, vin) as car:
        car.set("suspend", until.isoformat(timespec="seconds").replace("+00:00", "Z"))
    page = application.is_refused()
    suspended = application.car_key()
    assert (suspended["isCarKeyVerified"], suspended["cvsStatus"]) == (True, "suspended")
    assert suspended["maxReactivationDate"] == until.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    driver.get(page)
    owner.reads("Activate CarKey in your Peugeot")
    assert f"turn it on again in the app before {until:%Y-%m-%d %H:%M} UTC" in lines(owner)
    look("9-suspended")
    with Car(owner, vin) as car:
        assert "It worked" in car.app("activate")
    owner.reads("CarKey is active")
    application.is_served()
    assert application.car_key()["cvsStatus"] == "active"
    assert {page: wrong for page, wrong in found.items() if wrong} == {}


def lines(owner):
    """What the cars' lines say, asked in one go: the page turns them by itself."""
    return owner.driver.execute_script("return document.querySelector('#key-live')?.textContent ?? ''")


def simulated_time(demo):
    told = requests.get(f"{demo.simulator}/api/time", timeout=30).json()["now"]
    return datetime.datetime.fromisoformat(told.replace("Z", "+00:00")).replace(microsecond=0)
