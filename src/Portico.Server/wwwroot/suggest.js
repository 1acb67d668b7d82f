// Search-as-you-type: an ARIA combobox over a list that the server renders.
const wait = 120;

/** Adds suggestions to a search form. */
export function suggest(form) {
  const input = form.querySelector("input[type=search]");
  const list = form.querySelector("[role=listbox]");
  const status = form.querySelector("[role=status]");
  let timer = 0;
  let request = null;
  let asked = "";

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    chosen()?.setAttribute("aria-selected", "false");
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function open() {
    if (!options().length) return close();
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  async function ask() {
    const text = input.value.trim();
    if (text === asked) return open();
    request?.abort();
    if (!text) {
      asked = "";
      list.replaceChildren();
      return close();
    }
    request = new AbortController();
    try {
      const answer = await fetch(`/explore/suggest?q=${encodeURIComponent(text)}&list=${list.id}`, { signal: request.signal, redirect: "error" });
      if (!answer.ok) return;
      const html = await answer.text();
      if (text !== input.value.trim()) return;
      asked = text;
      list.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
      const count = options().length;
      status.textContent = count ? `${count - 1} suggestions` : "No suggestions";
      if (document.activeElement === input) open();
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  });
  input.addEventListener("focus", () => {
    if (asked && asked === input.value.trim()) open();
  });
  input.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void ask();
      const next = event.key === "ArrowDown" ? at + 1 : at - 1;
      choose(next < -1 ? all.at(-1) : next >= all.length ? null : all[next]);
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      all[at].click();
    } else if (event.key === "Escape") {
      if (!list.hidden) {
        event.preventDefault();
        close();
      } else if (!input.value) {
        input.blur();
      }
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
}
