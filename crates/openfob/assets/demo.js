// A "Copy" button beside everything that is there to be copied. Without it the text can be selected as well.
for (const place of document.querySelectorAll(".copyable")) {
  const text = place.querySelector("code");
  if (!text || !navigator.clipboard) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Select it instead";
    }
  });
  place.append(button);
}
