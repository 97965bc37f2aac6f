// Sorts tables marked data-sortable by a button in each header, and narrows tables and lists marked
// data-filter, which holds the label of the box to type in. Without it a page shows the same, whole
// and in the order that it was made in.
{
  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");
  document.querySelector("main").append(said);

  const isGroup = (row) => row.dataset.sortMethod === "none";

  function makeSortable(table) {
    const bodies = [...table.tBodies].map((body) => [body, [...body.rows]]);
    for (const header of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
    }
    new Tablesort(table);
    // The buttons take the keyboard; the cells around them would be second stops for the same thing.
    for (const header of table.tHead.rows[0].cells) header.removeAttribute("tabindex");
    // Tablesort turns the order of equal rows round, so each sort begins with the order turned.
    table.addEventListener("beforeSort", () => {
      for (const [body, rows] of bodies) {
        body.append(...rows.filter(isGroup), ...rows.filter((row) => !isGroup(row)).reverse());
      }
    });
    table.addEventListener("afterSort", () => {
      const header = table.tHead.querySelector("[aria-sort]");
      const name = header.textContent.trim();
      said.textContent = `Sorted by ${name}, ${header.getAttribute("aria-sort")}.`;
    });
  }

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function makeFilter(list) {
    const groups = list.tBodies ? [...list.tBodies] : [list];
    const rows = groups.flatMap((group) => [...group.children]).filter((row) => !isGroup(row));
    const label = document.createElement("label");
    const box = document.createElement("input");
    const found = document.createElement("span");
    box.type = "search";
    box.autocomplete = "off";
    box.spellcheck = false;
    label.append(list.dataset.filter, " ", box);
    found.setAttribute("role", "status");
    const line = document.createElement("p");
    line.className = "filter";
    line.append(label, " ", found);
    (list.closest(".scroll") ?? list).before(line);
    box.addEventListener("input", () => {
      const wanted = plain(box.value).split(/\s+/).filter(Boolean);
      for (const row of rows) {
        const text = plain(row.textContent);
        row.hidden = !wanted.every((word) => text.includes(word));
      }
      for (const head of list.querySelectorAll("tbody [data-sort-method=none]")) {
        head.hidden = [...head.parentNode.rows].every((row) => row === head || row.hidden);
      }
      const shown = rows.filter((row) => !row.hidden).length;
      found.textContent = wanted.length ? `${shown || "None"} of ${rows.length}` : "";
    });
  }

  document.querySelectorAll("table[data-sortable]").forEach(makeSortable);
  document.querySelectorAll("[data-filter]").forEach(makeFilter);
}
