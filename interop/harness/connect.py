"""Connect as an owner without JavaScript walks it, by the ids that Smartcar's own suites press."""

import json
import sys

from harness.walker import Arrived, Walker

MOST_PAGES = 12


def walk(authorize_url, redirect_uri, username, make="TESLA", password="password", at_key_step="Do this later"):
    """Goes from an application's link to the redirect back; gives its parameters."""
    walker = Walker(stop_at=redirect_uri)
    try:
        walker.open(authorize_url)
        for _ in range(MOST_PAGES):
            _one_page(walker, username, password, make, at_key_step)
    except Arrived as arrived:
        return arrived.parameters
    raise AssertionError(f"not back after {MOST_PAGES} pages, at {walker.url}:\n{walker.page.text.strip()}")


def _one_page(walker, username, password, make, at_key_step):
    page = walker.page
    if page.by_id("continue-button"):
        walker.press(page.by_id("continue-button"))
    elif page.by_id("brand-search"):
        brand = page.by_id(make)
        assert brand is not None and "brand-list-item" in brand.classes, f"no button#{make}.brand-list-item"
        walker.press(brand)
    elif page.by_id("sign-in-button"):
        walker.press(page.by_id("sign-in-button"), fill={"username": username, "password": password})
    elif page.by_id("approval-button"):
        assert "page-content" in page.html, "the consent page has no .page-content"
        walker.press(page.by_id("approval-button"))
    else:
        walker.press(page.by_words(at_key_step))


if __name__ == "__main__":
    # For clients in other languages: LINK REDIRECT_URI USERNAME MAKE
    print(json.dumps(walk(*sys.argv[1:])))
