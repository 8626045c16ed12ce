"use strict";
(function () {
  const places = JSON.parse(document.getElementById("places").textContent);
  const pop = document.getElementById("pop");
  let pinned = null;

  function show(button) {
    const [before, quote, after, where] = places[Number(button.dataset.place)];
    const mark = document.createElement("mark");
    mark.textContent = quote;
    const told = document.createElement("span");
    told.className = "where";
    told.textContent = where;
    pop.replaceChildren(before, mark, after, told);
    pop.hidden = false;
    button.setAttribute("aria-describedby", "pop");
    const box = button.getBoundingClientRect();
    const left = Math.min(box.left, document.documentElement.clientWidth - pop.offsetWidth - 12);
    const below = box.bottom + 6;
    const fits = below + pop.offsetHeight <= window.innerHeight || box.top < pop.offsetHeight;
    pop.style.left = Math.max(8, left) + window.scrollX + "px";
    pop.style.top = (fits ? below : box.top - pop.offsetHeight - 6) + window.scrollY + "px";
  }
  function hide() { pop.hidden = true; pinned = null; }
  const valueOf = (event) => event.target.closest && event.target.closest("button.v");
  document.addEventListener("mouseover", (event) => {
    const button = valueOf(event);
    if (button && !pinned) show(button);
  });
  document.addEventListener("mouseout", (event) => {
    if (valueOf(event) && !pinned) pop.hidden = true;
  });
  document.addEventListener("focusin", (event) => {
    const button = valueOf(event);
    if (button) show(button); else hide();
  });
  document.addEventListener("click", (event) => {
    const button = valueOf(event);
    if (button) { show(button); pinned = button; } else if (!pop.contains(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  // A link to a study opens it; a claim made in a post that is shown leads there.
  function open() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); }
  }
  window.addEventListener("hashchange", open);
  open();
  const posts = new Map();
  document.querySelectorAll("article.post").forEach((post, number) => {
    post.id = "post-" + number;
    posts.set(post.dataset.post, post.id);
  });
  document.querySelectorAll("a.to-post").forEach((link) => {
    const id = posts.get(link.dataset.post);
    if (id) link.href = "#" + id;
  });
  // Paper has no clicks: everything is open while it prints.
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((part) => { part.open = true; });
  });
  window.addEventListener("afterprint", () => { closed.forEach((part) => { part.open = false; }); });

  document.querySelectorAll("[data-list]").forEach((bar) => {
    const filters = [...bar.querySelectorAll("[data-filter]")];
    const items = [...document.querySelectorAll("article." + bar.dataset.list)];
    const fits = {
      verdict: (item, wanted) => item.dataset.verdict === wanted,
      themes: (item, wanted) => item.dataset.themes.split(" ").includes(wanted),
      papers: (item, wanted) => item.dataset.papers.toLowerCase().split("|").includes(wanted),
      words: (item, wanted) => item.textContent.toLowerCase().includes(wanted),
    };
    function filter() {
      let count = 0;
      items.forEach((item) => {
        item.hidden = !filters.every((f) => {
          const wanted = f.value.trim().toLowerCase();
          return !wanted || fits[f.dataset.filter](item, wanted);
        });
        if (!item.hidden) count += 1;
      });
      bar.querySelector(".shown").textContent = count + " of " + items.length;
    }
    filters.forEach((f) => f.addEventListener("input", filter));
    filter();
  });
})();
