"""What every page must be: readable, labelled, within the screen, and silent on the console."""

import pathlib

from axe_core_python.selenium import Axe
from harness.demo import ROOT

PICTURES = ROOT / "test-artifacts"

# Touch targets in CSS pixels; links within a sentence are exempt (WCAG 2.5.8).
LEAST_TARGET = 44

STRUCTURE = """
const faults = [];
if (!document.documentElement.lang) faults.push('<html> has no lang');
if (!document.title.trim()) faults.push('the page has no title');
const headings = document.querySelectorAll('h1').length;
if (headings !== 1) faults.push(`${headings} h1 instead of one`);
for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
  const named = field.labels.length || field.getAttribute('aria-label') || field.getAttribute('aria-labelledby');
  if (!named) faults.push(`no label: ${field.outerHTML.slice(0, 120)}`);
}
const page = document.scrollingElement;
if (page.scrollWidth > window.innerWidth) faults.push(`${page.scrollWidth} px wide on ${window.innerWidth} px`);
for (const button of document.querySelectorAll('button')) {
  const box = button.getBoundingClientRect();
  if (box.height && box.height < arguments[0] - 0.5) faults.push(`${box.height} px high: ${button.outerHTML.slice(0, 120)}`);
}
return faults;
"""

FOCUS = """
const style = getComputedStyle(document.activeElement);
return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
"""


def faults(driver):
    """Everything wrong with the page that is open, a sentence each."""
    found = [f"console: {line}" for line in console_errors(driver)]
    found += driver.execute_script(STRUCTURE, LEAST_TARGET)
    for violation in Axe().run(driver)["violations"]:
        places = ", ".join(str(node["target"]) for node in violation["nodes"])
        found.append(f"axe {violation['id']} ({violation['impact']}): {violation['help']} at {places}")
    driver.get_log("browser")  # what the checker itself has said
    return found


def console_errors(driver):
    """What the console has said since the last call and should not have, such as a breach of the content policy."""
    return [entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]


def shows_focus(driver):
    """Whether one sees where the keyboard is."""
    return driver.execute_script(FOCUS)


def keep_picture(driver, name):
    """Keeps what is on the screen as test-artifacts/{name}.png."""
    PICTURES.mkdir(exist_ok=True)
    path = pathlib.Path(PICTURES, f"{name}.png")
    driver.save_screenshot(str(path))
    return path
