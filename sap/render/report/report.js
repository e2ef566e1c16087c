
"use strict";
(() => {
  const all = (wanted, within = document) => [...within.querySelectorAll(wanted)];
  const made = (tag, name, words) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.textContent = words;
    return element;
  };
  const say = (words) => { document.getElementById("said").textContent = words; };
  for (const part of all(".search, .copy, .keys")) part.hidden = false;

  // Copies and downloads: the text of a table and the drawing of a figure are on the page.
  const textOf = (element) =>
    JSON.parse(element.closest("section").querySelector("script.text").textContent);

  const heldBy = (link) => {
    const image = link.closest("section").querySelector("figure img");
    if (!image) return new Blob([textOf(link)], { type: "text/plain" });
    const signs = atob(image.src.replace(/^[^,]*,/, ""));
    return new Blob([Uint8Array.from(signs, (sign) => sign.charCodeAt(0))]);
  };

  const toClipboard = async (words) => {
    if (navigator.clipboard) {
      try { return await navigator.clipboard.writeText(words); } catch { /* by hand, below */ }
    }
    const box = made("textarea", "unseen", words);
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (!done) throw new Error("The browser does not allow copies.");
  };

  const copy = async (button) => {
    const title = button.closest("section").querySelector("h2").textContent.trim();
    const label = button.firstChild;
    try {
      await toClipboard(textOf(button));
      label.data = "SAID_COPIED";
      say(`SAID_AS_TEXT`);
    } catch {
      label.data = "SAID_NOT_COPIED";
      say("SAID_NO_COPIES");
    }
    button.focus();
    setTimeout(() => { label.data = "SAID_COPY"; }, 2000);
  };

  const download = (link) => {
    const address = URL.createObjectURL(heldBy(link));
    const name = decodeURIComponent(link.getAttribute("href")).replace(/^.*\//, "");
    const given = made("a", "unseen", "");
    given.href = address;
    given.download = name;
    given.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".copy");
    const link = event.target.closest(".held");
    if (button) copy(button);
    if (link) {
      event.preventDefault();
      download(link);
    }
  });

  // Search: sections that hold every word stay, on paper all do.
  const box = document.getElementById("search");
  const found = document.getElementById("found");
  const sections = all("main > section");
  const entries = new Map(all("nav li").map((li) => [li.firstChild.hash.slice(1), li]));
  const folded = (words) => words.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const words = new Map();
  const wordsOf = (section) => {
    if (!words.has(section)) {
      const shown = all("h2, h3, p, th, td, li", section).map((part) => part.textContent);
      words.set(section, folded(shown.join("\n")));
    }
    return words.get(section);
  };

  const mark = (shown, wanted) => {
    if (!CSS.highlights) return;
    const ranges = [];
    for (const section of wanted.length ? shown : []) {
      const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
      while (walker.nextNode() && ranges.length < 2000) {
        const node = walker.currentNode;
        if (node.parentElement.tagName === "SCRIPT") continue;
        // Sign by sign, so that places stay: an accent is no difference here either.
        const lower = node.data.replace(/[^\0-\x7f]/g, (sign) => folded(sign)[0] || sign)
          .toLowerCase();
        for (const word of wanted) {
          let at = lower.indexOf(word);
          while (at >= 0) {
            const range = new Range();
            range.setStart(node, at);
            range.setEnd(node, Math.min(at + word.length, node.length));
            ranges.push(range);
            at = lower.indexOf(word, at + word.length);
          }
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  };

  const search = () => {
    const wanted = folded(box.value).split(/\s+/).filter(Boolean);
    const shown = [];
    for (const section of sections) {
      const there = wanted.every((word) => wordsOf(section).includes(word));
      section.hidden = !there;
      const entry = entries.get(section.id);
      if (entry) entry.hidden = !there;
      if (there) shown.push(section);
    }
    found.textContent = wanted.length ? `SAID_FOUND` : "";
    document.getElementById("nothing").hidden = shown.length > 0;
    mark(shown, wanted);
    hide();
    if (wanted.length) scrollTo(0, 0);
  };
  let waiting = 0;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 80);
  });

  // Contents: closed on a phone until it is asked for; the entry of what is read is marked.
  const contents = document.getElementById("contents");
  const narrow = matchMedia("(max-width: 56rem)");
  const fold = () => { contents.open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();
  contents.addEventListener("click", (event) => {
    if (narrow.matches && event.target.closest("a")) contents.open = false;
  });
  const nav = contents.closest("nav");
  const keepInSight = (entry) => {
    if (narrow.matches) return;
    const [own, all] = [entry.getBoundingClientRect(), nav.getBoundingClientRect()];
    if (own.top < all.top + 110 || own.bottom > all.bottom) {
      nav.scrollTop += own.top - all.top - all.height / 3;
    }
  };
  const seen = new Set();
  const watcher = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting) seen.add(target); else seen.delete(target);
    }
    const first = sections.find((section) => seen.has(section));
    for (const [id, entry] of entries) {
      if (first && first.id === id) {
        entry.firstChild.setAttribute("aria-current", "true");
        keepInSight(entry);
      } else entry.firstChild.removeAttribute("aria-current");
    }
  }, { rootMargin: "-10% 0px -60% 0px" });
  for (const section of sections) watcher.observe(section);

  // What does not fit can be moved by the keyboard too.
  const moved = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      if (target.scrollWidth > target.clientWidth) {
        target.tabIndex = 0;
        target.setAttribute("role", "group");
        const heading = target.closest("section").querySelector("h2");
        target.setAttribute("aria-labelledby", heading.id);
      } else {
        for (const name of ["tabindex", "role", "aria-labelledby"]) target.removeAttribute(name);
      }
    }
  });
  for (const part of all(".scroll, figure")) moved.observe(part);

  // Where a number is from: shown to the pointer, to the keyboard and to a finger.
  const tip = document.getElementById("source");
  const lists = JSON.parse(document.getElementById("sources").textContent);
  let current = null;

  const fill = (cell) => {
    const parts = [];
    let lastResult = -1;
    let lastModel = -1;
    let list = null;
    const end = (next) => {
      if (lastModel < 0 || lastModel === next) return;
      const [, model, used] = lists.models[lastModel];
      for (const line of [model, used]) if (line) parts.push(made("p", "soft", line));
    };
    for (const place of lists.cells[Number(cell.dataset.source)]) {
      const [result, statistic, value] = lists.rows[place];
      const [model, where] = lists.results[result];
      if (result !== lastResult) {
        end(model);
        const name = lists.models[model][0];
        if (model !== lastModel && name) parts.push(made("p", "from", name));
        parts.push(made("p", "", `SAID_ARD_ROW`));
        list = document.createElement("dl");
        parts.push(list);
        lastResult = result;
        lastModel = model;
      }
      list.append(made("dt", "", statistic), made("dd", "", value));
    }
    end(-1);
    tip.replaceChildren(...parts);
  };

  const place = (cell) => {
    const at = cell.getBoundingClientRect();
    const own = tip.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left), innerWidth - own.width - 8);
    const below = at.bottom + 6;
    const top = below + own.height > innerHeight - 8 ? at.top - own.height - 6 : below;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${Math.max(8, top)}px`;
  };

  let leaving = 0;
  const show = (cell) => {
    clearTimeout(leaving);
    if (cell === current) return;
    hide();
    current = cell;
    fill(cell);
    tip.hidden = false;
    place(cell);
    cell.setAttribute("aria-describedby", "source");
  };
  function hide() {
    clearTimeout(leaving);
    if (current) current.removeAttribute("aria-describedby");
    current = null;
    tip.hidden = true;
  }
  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(() => { if (document.activeElement !== current) hide(); }, 250);
  };

  const numbers = all("[data-source]");
  const tables = new Map();
  for (const number of numbers) {
    const table = number.closest("table");
    if (!tables.has(table)) tables.set(table, []);
    number.tabIndex = tables.get(table).length ? -1 : 0;
    number.setAttribute("role", "button");
    tables.get(table).push(number);
  }

  // From a number to the next in its row, or to the nearest in the rows above or below.
  const neighbour = (number, key) => {
    const list = tables.get(number.closest("table"));
    const place = list.indexOf(number);
    if (key === "Home") return list[0];
    if (key === "End") return list[list.length - 1];
    if (key === "ArrowRight") return list[place + 1];
    if (key === "ArrowLeft") return list[place - 1];
    const at = number.getBoundingClientRect();
    const step = key === "ArrowDown" ? 1 : -1;
    let best = null;
    for (let next = place + step; list[next]; next += step) {
      const box = list[next].getBoundingClientRect();
      if (Math.abs(box.top - at.top) < 3) continue;
      const far = Math.abs(box.left + box.width / 2 - at.left - at.width / 2);
      if (best && Math.abs(box.top - best.top) > 3) break;
      if (!best || far < best.far) best = { far, top: box.top, number: list[next] };
    }
    return best && best.number;
  };

  document.addEventListener("pointerover", (event) => {
    const number = event.target.closest("[data-source]");
    if (number && event.pointerType === "mouse") show(number);
    else if (tip.contains(event.target)) clearTimeout(leaving);
    else if (current) leave();
  });
  document.addEventListener("focusin", (event) => {
    const number = event.target.closest("[data-source]");
    if (!number) return hide();
    for (const other of tables.get(number.closest("table"))) other.tabIndex = -1;
    number.tabIndex = 0;
    show(number);
  });
  document.addEventListener("click", (event) => {
    const number = event.target.closest("[data-source]");
    if (number) show(number);
    else if (!tip.contains(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && current) return hide();
    const number = event.target.closest("[data-source]");
    if (!number || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return current === number ? hide() : show(number);
    }
    if (!/^(Arrow|Home$|End$)/.test(event.key)) return;
    event.preventDefault();
    const next = neighbour(number, event.key);
    if (next) next.focus();
  });
  // Over the page as it moves, the tooltip stays with its number.
  addEventListener("scroll", (event) => {
    if (current && event.target !== tip) place(current);
  }, { passive: true, capture: true });
})();
