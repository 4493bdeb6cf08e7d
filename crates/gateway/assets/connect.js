// Every page works without this script; with it, lists filter while one types and keys turn green by themselves.
"use strict";

document.documentElement.classList.add("js");

addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("[data-brand-search]")) filterBrands(form);
  for (const page of document.querySelectorAll("[data-events]")) watchKeys(page);
  for (const button of document.querySelectorAll("[data-copy]")) offerCopy(button);
  for (const form of document.querySelectorAll("[data-return-after]")) returnLater(form);
  for (const form of document.querySelectorAll("form[method=post]")) sendOnce(form);
});

function filterBrands(form) {
  const input = form.elements.q;
  const brands = [...document.querySelectorAll(".brand-list-item")];
  const empty = document.querySelector("[data-brands-empty] > div");
  const all = document.querySelector("[data-brands-all]");
  const plain = (text) => text.normalize("NFD").replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
  const known = new Map(brands.map((brand) => [brand, [brand.querySelector(".brand-name").textContent, brand.id].map(plain)]));

  const filter = () => {
    const wanted = plain(input.value);
    for (const [brand, names] of known) brand.parentElement.hidden = !names.some((name) => name.includes(wanted));
    empty.hidden = brands.some((brand) => !brand.parentElement.hidden);
  };
  input.addEventListener("input", filter);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    brands.find((brand) => !brand.parentElement.hidden)?.focus();
  });
  // A list that the server has filtered already is only part of all brands: there the link fetches the whole one.
  if (!input.defaultValue) {
    all.addEventListener("click", (event) => {
      event.preventDefault();
      input.value = "";
      filter();
      input.focus();
    });
  }
  if (input.value !== input.defaultValue) filter();
}

function watchKeys(page) {
  const check = page.querySelector("[data-check]");
  let failures = 0;
  let events;
  const listen = () => {
    events = new EventSource(page.dataset.events);
    events.addEventListener("key", (event) => {
      const { html, done } = JSON.parse(event.data);
      replaceLines(html);
      if (done) {
        events.close();
        location.assign(page.dataset.next);
      }
    });
    // Where nothing comes through, the owner can still ask by hand.
    events.addEventListener("open", () => (failures = 0));
    events.addEventListener("error", () => {
      failures += 1;
      if (failures > 2 || events.readyState === EventSource.CLOSED) check.classList.remove("without-js");
    });
  };
  listen();
  // Phones cut connections of pages in the background; the owner comes back from the maker's app.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && events.readyState === EventSource.CLOSED) listen();
  });
}

// Only lines that changed are replaced: the rest keeps focus and unfolded help, and is not read out again.
function replaceLines(html) {
  const next = new DOMParser().parseFromString(html, "text/html").getElementById("key-live");
  const live = document.getElementById("key-live");
  for (const line of next.querySelectorAll(":scope > li")) {
    const old = document.getElementById(line.id);
    if (!old) live.append(document.adoptNode(line));
    else if (!folded(old).isEqualNode(folded(line))) replaceLine(old, document.adoptNode(line));
  }
}

function folded(line) {
  const copy = line.cloneNode(true);
  for (const details of copy.querySelectorAll("details")) details.removeAttribute("open");
  return copy;
}

function replaceLine(old, line) {
  const focused = old.contains(document.activeElement);
  old.replaceWith(line);
  if (focused) {
    line.tabIndex = -1;
    line.focus({ preventScroll: true });
  }
}

function offerCopy(button) {
  const source = button.parentElement.querySelector("[data-copy-from]");
  source.addEventListener("focus", () => source.select());
  if (!navigator.clipboard) return;
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.value);
    } catch {
      source.focus();
      return;
    }
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), 2000);
  });
}

function returnLater(form) {
  const notice = form.querySelector("[data-returns]");
  const timer = setTimeout(() => form.requestSubmit(), Number(form.dataset.returnAfter) * 1000);
  notice.hidden = false;
  notice.querySelector("[data-stay]").addEventListener("click", () => {
    clearTimeout(timer);
    form.querySelector("button").focus();
    notice.hidden = true;
  });
}

function sendOnce(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  addEventListener("pageshow", () => (sent = false));
}
