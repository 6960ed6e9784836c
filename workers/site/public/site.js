/** What JavaScript adds to pages that work without it. */
(() => {
  "use strict";

  // Two clicks send one form: the second would be the same request, and does no harm, but looks as if nothing happened.
  for (const form of document.querySelectorAll("form[method=post]")) {
    const button = form.querySelector("button:not([type=button])");
    form.addEventListener("submit", () => { if (button) button.disabled = true; });
    addEventListener("pageshow", () => { if (button) button.disabled = false; });
    form.addEventListener("input", ({ target }) => {
      if (target.name) form.querySelectorAll(`[name="${CSS.escape(target.name)}"]`).forEach((field) => field.removeAttribute("aria-invalid"));
    });
  }

  // Times in the visitor's own zone, where nobody has chosen one.
  const zone = document.querySelector("form.zone");
  if (zone && !zone.hasAttribute("data-zone-asked")) {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (own && own !== zone.elements.tz.value && !document.querySelector("[aria-invalid]")) {
      const address = new URL(location.href);
      address.searchParams.set("tz", own);
      location.replace(address);
    }
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = "Copied";
    });
  }

  const seen = document.body.dataset.event;
  if (seen) addEventListener("load", () => window.hearth?.(seen));
})();
