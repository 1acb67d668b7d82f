// Everything here makes a working page quicker. Without it, links and forms do the same.
import { suggest } from "./suggest.js";
import { dialogs } from "./dialogs.js";
import { editors } from "./editors.js";
import { columnFilter } from "./columns.js";

// A sign-in may come back with a token in the fragment, meant for other clients: it has no business in the address bar.
if (/^#(.*&)?(id_token|access_token)=/.test(location.hash)) {
  history.replaceState(history.state, "", location.pathname + location.search);
}

for (const form of document.querySelectorAll("[data-suggest]")) suggest(form);
for (const filter of document.querySelectorAll("[data-filter]")) columnFilter(filter);
dialogs(editors);
editors(document);

// "/" goes to the search box, from anywhere where one is not writing.
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const box = document.querySelector("input[type=search][name=q]");
    if (box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  }
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// The filters of a search are folded on a narrow screen.
if (matchMedia("(max-width: 60rem)").matches) {
  for (const facets of document.querySelectorAll("[data-facets]")) facets.open = false;
}

// Exact times in the reader's own time zone.
for (const time of document.querySelectorAll("time[datetime]")) {
  time.title = new Date(time.dateTime).toLocaleString(undefined, { dateStyle: "full", timeStyle: "short" });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = button.getAttribute("aria-label");
    button.setAttribute("aria-label", "Copied");
    button.title = "Copied";
    setTimeout(() => {
      if (label) button.setAttribute("aria-label", label);
      else button.removeAttribute("aria-label");
      button.title = "Copy";
    }, 1500);
  });
}
