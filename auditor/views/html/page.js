"use strict";
(() => {
  const root = document.documentElement;
  const all = (what, within = document) => Array.from(within.querySelectorAll(what));
  const shown = (element) => {
    const copy = element.cloneNode(true);
    all("[lang]", copy).forEach((part) => part.lang === root.lang || part.remove());
    return copy.textContent.trim().toLowerCase();
  };
  all(".scripted").forEach((element) => { element.hidden = false; });

  const languages = all("button[data-lang]");
  const speak = (language) => {
    root.lang = language;
    const short = language === "en" ? "en" : "zh";
    languages.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.lang === language)));
    all("[data-en]").forEach((element) => {
      const name = element.tagName === "INPUT" ? "placeholder" : "aria-label";
      element.setAttribute(name, element.dataset[short]);
    });
    find();
  };
  languages.forEach((button) => button.addEventListener("click", () => speak(button.dataset.lang)));

  const theme = document.getElementById("theme");
  theme.addEventListener("click", () => {
    const now = root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
  });

  const box = document.getElementById("filter");
  const hits = document.getElementById("hits");
  function find() {
    if (!hits) return;
    const wanted = box.value.trim().toLowerCase();
    const rows = all("tbody tr", hits);
    let many = 0;
    rows.forEach((row) => {
      const id = row.cells[0].dataset.id;
      row.hidden = !(wanted === id || wanted === "" || shown(row).includes(wanted) || id.includes(wanted));
      many += row.hidden ? 0 : 1;
    });
    document.getElementById("matching").textContent = wanted === "" ? "" : `${many} / ${rows.length}`;
    if (wanted !== "") hits.open = true;
  }
  if (box) box.addEventListener("input", find);
  all("a[data-find]").forEach((link) => link.addEventListener("click", () => {
    box.value = link.dataset.find;
    find();
  }));

  const order = new Intl.Collator(undefined, { numeric: true });
  all("table.sortable th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const body = head.closest("table").tBodies[0];
      const up = head.getAttribute("aria-sort") !== "ascending";
      all("th", head.parentNode).forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const keys = new Map(Array.from(body.rows, (row) => [row, shown(row.cells[column])]));
      const sorted = Array.from(body.rows).sort((a, b) => (up ? 1 : -1) * order.compare(keys.get(a), keys.get(b)));
      body.append(...sorted);
    });
  });

  const reveal = () => {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target) return;
    if (target.tagName === "DETAILS") target.open = true;
    if (target.id === "evidence" && hits) hits.open = true;
  };
  addEventListener("hashchange", reveal);
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach((element) => { element.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((element) => { element.open = false; }));
  speak(root.lang);
  reveal();
})();
