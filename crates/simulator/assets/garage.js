// Keeps the garage live and turns switches without a reload. The page works without this file.
"use strict";

const LOOK_EVERY_MS = 2000;
const message = document.getElementById("message");
const seen = new Map();

document.querySelectorAll("[data-live]").forEach((part) => seen.set(part.id, part.outerHTML));
document.querySelectorAll("code").forEach(addCopyButton);

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.hasAttribute("data-plain")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    await show(answer.ok ? "" : await refusalIn(answer));
  } catch {
    await show("The simulator does not answer. Is it still running?");
  }
});

// A switch shows its command line at the foot of its card before it is turned.
for (const kind of ["mouseover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const button = event.target.closest?.("[data-command]");
    const line = button?.closest("article")?.querySelector(".command-line code");
    if (line) line.textContent = button.dataset.command;
  });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.(".copy");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.previousElementSibling.textContent);
    message.textContent = "Copied.";
  } catch {
    message.textContent = "The browser did not allow copying. Select the line and copy it by hand.";
  }
});

setInterval(() => document.visibilityState === "visible" && look(), LOOK_EVERY_MS);

async function show(text) {
  message.textContent = text;
  await look();
}

async function look() {
  let page;
  try {
    const answer = await fetch(location.pathname + location.search);
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return;
  }
  const ids = (root) => [...root.querySelectorAll("article")].map((card) => card.id).join(" ");
  if (ids(page) !== ids(document) && !document.querySelector("#cars :focus")) {
    document.getElementById("cars").replaceWith(page.getElementById("cars"));
    document.querySelectorAll("#cars code").forEach(addCopyButton);
  }
  for (const fresh of page.querySelectorAll("[data-live]")) replace(fresh);
}

// Replaces a part that changed, and leaves the focus where it was.
function replace(fresh) {
  const html = fresh.outerHTML;
  const old = document.getElementById(fresh.id);
  if (!old || seen.get(fresh.id) === html) return;
  const focus = old.contains(document.activeElement) ? document.activeElement.id : "";
  seen.set(fresh.id, html);
  fresh.querySelectorAll("code").forEach(addCopyButton);
  old.replaceWith(fresh);
  if (focus) (document.getElementById(focus) ?? fresh.querySelector("button"))?.focus({ preventScroll: true });
}

async function refusalIn(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector(".lead")?.textContent ?? `The simulator answered ${answer.status}.`;
}

function addCopyButton(code) {
  if (code.nextElementSibling?.classList.contains("copy")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy the command line");
  code.after(button);
}
