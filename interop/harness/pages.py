"""Reads a page of HTML as far as a person without JavaScript could use it: forms, buttons, links."""

import dataclasses
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclasses.dataclass
class Element:
    """A button, a link or a field, with its attributes and, for the first two, its words."""

    tag: str
    attributes: dict
    form: "Form | None" = None
    text: str = ""

    @property
    def id(self):
        return self.attributes.get("id")

    @property
    def classes(self):
        return self.attributes.get("class", "").split()


@dataclasses.dataclass
class Form:
    attributes: dict
    fields: list = dataclasses.field(default_factory=list)

    def values(self):
        """What would be sent: pairs, in the page's order."""
        pairs = []
        for field in self.fields:
            name, kind = field.attributes.get("name"), field.attributes.get("type", "text").lower()
            if not name or "disabled" in field.attributes or kind in {"submit", "button", "image", "reset", "file"}:
                continue
            if field.tag == "input" and kind in {"checkbox", "radio"}:
                if "checked" in field.attributes:
                    pairs.append((name, field.attributes.get("value", "on")))
            else:
                pairs.append((name, field.attributes.get("value", field.text)))
        return pairs


class Page(HTMLParser):
    """One page. `elements` has everything that can be pressed or filled in."""

    def __init__(self, html):
        super().__init__()
        self.html = html
        self.forms = []
        self.elements = []
        self.text = ""
        self._form = None
        self._open = []
        self._silent = 0
        self.feed(html)
        self.close()
        self._join_by_form_attribute()

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(attributes)
            self.forms.append(self._form)
        elif tag in {"script", "style"}:
            self._silent += 1
        elif tag in {"input", "textarea", "select", "button", "a"}:
            element = Element(tag, attributes, self._form)
            self.elements.append(element)
            if self._form and tag in {"input", "textarea", "select"}:
                self._form.fields.append(element)
            if tag not in VOID:
                self._open.append(element)
        elif tag == "option" and self._open and self._open[-1].tag == "select":
            select = self._open[-1]
            if "selected" in attributes or "value" not in select.attributes:
                select.attributes["value"] = attributes.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag in {"script", "style"}:
            self._silent -= 1
        elif self._open and self._open[-1].tag == tag:
            element = self._open.pop()
            element.text = " ".join(element.text.split())

    def handle_data(self, data):
        if self._silent:
            return
        self.text += data
        for element in self._open:
            element.text += data

    def by_id(self, element_id):
        """The element of that id, or None."""
        return next((element for element in self.elements if element.id == element_id), None)

    def by_words(self, words):
        """The button or link that says so, or None."""
        pressable = (element for element in self.elements if element.tag in {"button", "a"})
        return next((element for element in pressable if words.lower() in element.text.lower()), None)

    def _join_by_form_attribute(self):
        for element in self.elements:
            named = element.attributes.get("form")
            if named is None:
                continue
            form = next((form for form in self.forms if form.attributes.get("id") == named), None)
            if form and element.form is not form:
                element.form = form
                if element.tag != "button":
                    form.fields.append(element)
