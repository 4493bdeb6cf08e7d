"""Connect for a browser that runs no scripts."""

import re

import pytest

from harness.simulator import Simulator
from harness.walker import Arrived, Walker


def test_an_owner_adds_the_key_and_finishes_without_javascript(demo):
    walker = Walker(stop_at=demo.redirect_uri)
    walker.open(demo.connect_link())
    while not walker.page.by_words("Do this later"):
        forward(walker, demo.owner)

    walker.press(walker.page.by_words("I have added it"))
    assert walker.page.by_words("Do this later"), "the key is not there yet, and the page must go on asking"

    key_domain = re.search(r"/_ak/([a-z0-9.-]+)", walker.page.html).group(1)
    simulator = Simulator(demo.simulator)
    for model in ("Model 3", "Cybertruck"):
        simulator.add_key(simulator.vin(model), key_domain)
    walker.press(walker.page.by_words("I have added it"))
    with pytest.raises(Arrived) as arrived:
        walker.press(walker.page.by_words("Back to") or walker.page.by_words("Do this later"))
    assert {"code", "virtual_key_url"} <= arrived.value.parameters.keys()


def forward(walker, person):
    page = walker.page
    fill = {"username": person["username"], "password": person["password"]} if page.by_id("username") else None
    ways = ["continue-button", "TESLA", "sign-in-button", "approval-button"]
    walker.press(next((page.by_id(way) for way in ways if page.by_id(way)), None), fill)
