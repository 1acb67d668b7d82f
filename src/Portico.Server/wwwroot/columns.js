/** Shows the box that narrows a long table of columns to those whose name, type or text holds what is typed. */
export function columnFilter(filter) {
  const table = document.getElementById(filter.dataset.filter);
  const input = filter.querySelector("input");
  const status = filter.querySelector("[role=status]");
  if (!table) return;
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, text: row.textContent.toLowerCase() }));
  filter.hidden = false;

  function narrow() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown++;
    }
    status.textContent = words.length ? `${shown} of ${rows.length}` : "";
  }

  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && input.value) {
      event.preventDefault();
      input.value = "";
      narrow();
    }
  });
}
