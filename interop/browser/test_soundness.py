"""The checks of a page, on pages made for them: a check that finds nothing must be able to find something."""

from urllib.parse import quote

import pytest

from harness.screens import Screen
from harness.soundness import console_errors, faults, shows_focus

SOUND = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Sound</title>
<style>:focus-visible{outline:3px solid #0b5d4e} button{min-height:44px}</style>
<main><h1>One</h1><label>Name <input id="name"></label> <button id="go">Go</button></main>"""

UNSOUND = """<!doctype html><html><meta name="viewport" content="width=device-width"><title>Unsound</title>
<meta http-equiv="Content-Security-Policy" content="script-src 'none'"><style>*{outline:none}</style>
<h1>One</h1><h1>Two</h1><input><div style="width:2000px">wide</div><button id="go" style="height:20px">Go</button>
<p style="color:#ccc;background:#fff">pale</p><script>1</script>"""


@pytest.fixture(params=["phone", "desktop"])
def driver(request, open_browser):
    return open_browser(Screen(request.param, "dark"))


def show(driver, html):
    driver.get(f"data:text/html;charset=utf-8,{quote(html)}")


def test_a_sound_page_has_no_faults(driver):
    show(driver, SOUND)
    assert faults(driver) == []


def test_each_fault_of_an_unsound_page_is_told(driver):
    show(driver, UNSOUND)
    told = "\n".join(faults(driver))
    for fault in ["Content Security Policy", "no lang", "2 h1", "no label", "px wide", "20 px high", "color-contrast"]:
        assert fault in told, told
    assert console_errors(driver) == []


def test_focus_is_seen_where_there_is_some(driver):
    show(driver, SOUND)
    driver.execute_script("document.getElementById('name').focus()")
    assert shows_focus(driver)
    show(driver, UNSOUND)
    driver.execute_script("document.getElementById('go').focus()")
    assert not shows_focus(driver)


def test_the_screen_is_what_it_is_called(driver):
    show(driver, SOUND)
    width, dark = driver.execute_script("return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]")
    assert width in {412, 1280}
    assert dark
