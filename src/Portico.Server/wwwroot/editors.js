// The description's editor: a preview beside what is written, Ctrl+Enter to save, and a question before leaving with unsaved words.
const wait = 250;

/** Prepares the editors below `root`. */
export function editors(root) {
  for (const form of root.querySelectorAll("[data-editor]")) prepare(form);
}

function prepare(form) {
  const area = form.querySelector("textarea");
  const preview = form.querySelector("[data-preview]");
  const before = area.value;
  let timer = 0;
  let saving = false;

  if (preview) {
    form.querySelector("[formaction]")?.remove();
    const render = async () => {
      const answer = await fetch("/preview", { method: "POST", body: new URLSearchParams({ description: area.value }), redirect: "error" });
      if (!answer.ok) return;
      preview.hidden = false;
      preview.querySelector(".prose").replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
    };
    area.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => render().catch(() => {}), wait);
    });
    if (area.value.trim()) render().catch(() => {});
  }

  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", () => {
    saving = true;
  });
  addEventListener("beforeunload", (event) => {
    if (!saving && form.isConnected && area.value !== before) event.preventDefault();
  });
}
