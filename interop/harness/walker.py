"""A browser without JavaScript: cookies, redirects over several origins, forms."""

from urllib.parse import parse_qs, urljoin, urlsplit

import requests

from harness.pages import Page

MOST_REDIRECTS = 20


class Arrived(Exception):
    """The walk came to the address that it was to stop at."""

    def __init__(self, url):
        super().__init__(url)
        self.url = url
        parts = parse_qs(urlsplit(url).query, keep_blank_values=True)
        assert all(len(values) == 1 for values in parts.values()), f"a parameter came twice: {url}"
        self.parameters = {name: values[0] for name, values in parts.items()}


class Walker:
    """Walks pages until it is sent to an address that starts with `stop_at`: then it raises `Arrived`."""

    def __init__(self, stop_at):
        self.stop_at = stop_at
        self.url = None
        self.page = None
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) openfob-interop"
        self._session.headers["Accept"] = "text/html"

    def open(self, url):
        """Goes to an address and follows where it leads."""
        self._follow("GET", url)

    def press(self, element, fill=None):
        """Presses a button or link. `fill` has what is typed, by the ids of the fields."""
        assert element is not None, f"nothing to press at {self.url}:\n{self.page.text.strip()}"
        if element.tag == "a":
            self._follow("GET", urljoin(self.url, element.attributes["href"]))
            return
        form = element.form
        assert form is not None, f"{element} belongs to no form and does nothing without JavaScript ({self.url})"
        self._type(form, fill or {})
        values = form.values()
        if "name" in element.attributes:
            values.append((element.attributes["name"], element.attributes.get("value", "")))
        action = element.attributes.get("formaction", form.attributes.get("action", ""))
        method = element.attributes.get("formmethod", form.attributes.get("method", "get")).upper()
        target = urljoin(self.url, action) if action else self.url
        if method == "GET":
            query = requests.models.PreparedRequest()
            query.prepare_url(target.split("?")[0], values)
            self._follow("GET", query.url)
        else:
            self._follow("POST", target, values)

    def _type(self, form, fill):
        for element_id, text in fill.items():
            field = next((field for field in form.fields if field.id == element_id), None)
            assert field is not None, f"no field #{element_id} in this form ({self.url})"
            field.attributes["value"] = text

    def _follow(self, method, url, values=None):
        for _ in range(MOST_REDIRECTS):
            if url.startswith(self.stop_at):
                raise Arrived(url)
            headers = {"Referer": self.url} if self.url else {}
            if method == "POST":
                parts = urlsplit(self.url)
                headers["Origin"] = f"{parts.scheme}://{parts.netloc}"
            answer = self._session.request(method, url, data=values, headers=headers, allow_redirects=False, timeout=30)
            if not answer.is_redirect:
                assert answer.status_code < 500, f"{method} {url} answered {answer.status_code}\n{answer.text}"
                self.url, self.status, self.page = url, answer.status_code, Page(answer.text)
                return
            url = urljoin(url, answer.headers["Location"])
            method, values = ("GET", None) if answer.status_code in {301, 302, 303} else (method, values)
        raise AssertionError(f"more than {MOST_REDIRECTS} redirects, the last to {url}")
