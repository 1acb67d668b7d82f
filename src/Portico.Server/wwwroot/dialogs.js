// Links marked data-dialog open the form of the page they lead to in a dialog over this page. Anything unexpected follows the link as it is.

/** Makes such links open dialogs; `prepare` is called with each dialog's content. */
export function dialogs(prepare) {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[data-dialog]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href, { redirect: "error" });
      const content = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-dialog-content]");
      if (!answer.ok || !content) throw new Error("no form");
      show(content, link, prepare);
    } catch {
      location.assign(link.href);
    }
  });
}

function show(content, opener, prepare) {
  const dialog = document.createElement("dialog");
  const title = content.querySelector("h1");
  title.id = "dialog-title";
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(content);
  document.body.append(dialog);
  prepare(dialog);
  const area = dialog.querySelector("textarea");
  const before = area?.value;
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) {
      event.preventDefault();
      dialog.close();
    }
  });
  // Esc asks before it throws away what was written.
  dialog.addEventListener("cancel", (event) => {
    if (area && area.value !== before && !confirm("Throw away what you wrote?")) event.preventDefault();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    opener.focus();
  });
  dialog.showModal();
  (area ?? dialog.querySelector("input:not([type=hidden])"))?.focus();
}
