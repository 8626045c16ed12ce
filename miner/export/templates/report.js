"use strict";
(function () {
  const pop = document.getElementById("pop");
  let pinned = null;
  function show(button) {
    const mark = document.createElement("mark");
    mark.textContent = button.dataset.quote;
    const where = document.createElement("span");
    where.className = "where";
    where.textContent = button.dataset.where;
    pop.replaceChildren(button.dataset.before, mark, button.dataset.after, where);
    pop.hidden = false;
    const box = button.getBoundingClientRect();
    const left = Math.min(box.left, document.documentElement.clientWidth - pop.offsetWidth - 12);
    pop.style.left = Math.max(8, left) + window.scrollX + "px";
    pop.style.top = box.bottom + window.scrollY + 6 + "px";
  }
  function hide() { pop.hidden = true; pinned = null; }
  document.addEventListener("mouseover", (event) => {
    const button = event.target.closest("button.v");
    if (button && !pinned) show(button);
  });
  document.addEventListener("mouseout", (event) => {
    if (event.target.closest("button.v") && !pinned) pop.hidden = true;
  });
  document.addEventListener("focusin", (event) => {
    const button = event.target.closest("button.v");
    if (button) show(button);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.v");
    if (button) { show(button); pinned = button; } else if (!pop.contains(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  window.addEventListener("hashchange", open);
  function open() {
    const target = location.hash && document.querySelector(CSS.escape ? "#" + CSS.escape(location.hash.slice(1)) : location.hash);
    if (target && target.tagName === "DETAILS") target.open = true;
  }
  open();
  const filters = document.querySelectorAll("[data-filter]");
  const claims = [...document.querySelectorAll("article.claim")];
  const shown = document.querySelector(".shown");
  function filter() {
    const wanted = {};
    filters.forEach((f) => { wanted[f.dataset.filter] = f.value.trim().toLowerCase(); });
    let count = 0;
    claims.forEach((claim) => {
      const fits = (!wanted.verdict || claim.dataset.verdict === wanted.verdict) &&
        (!wanted.themes || claim.dataset.themes.includes(wanted.themes)) &&
        (!wanted.words || claim.textContent.toLowerCase().includes(wanted.words));
      claim.hidden = !fits;
      if (fits) count += 1;
    });
    if (shown) shown.textContent = count + " of " + claims.length;
  }
  filters.forEach((f) => f.addEventListener("input", filter));
  if (claims.length) filter();
})();
