// What is chosen, searched and shown.
const search = document.getElementById("search");
const results = document.getElementById("results");
const elements = { node: new Map(), link: new Map(), segment: new Map(), fold: new Map() };
function index(root) {
  for (const el of root.querySelectorAll("[data-node]")) elements.node.set(+el.dataset.node, el);
  for (const el of root.querySelectorAll("[data-link]")) elements.link.set(+el.dataset.link, el);
  for (const el of root.querySelectorAll("[data-bundle]")) for (const number of el.dataset.bundle.split(" ")) if (number) elements.link.set(+number, el);
  for (const el of root.querySelectorAll("[data-cloud]")) elements.segment.set(+el.dataset.cloud, el);
  for (const el of root.querySelectorAll(".fold")) for (const number of el.dataset.folded.split(" ")) elements.fold.set(+number, el);
}
const elementOf = ({ node, link, bundle, segment, group, fold }) =>
  elements.node.get(node) ?? elements.fold.get(node ?? fold?.[0]) ?? elements.link.get(link ?? bundle?.[0]) ?? elements.segment.get(segment) ?? cards.get(group)?.el;
// The element of a device, or the card of the closed group that it is in.
const visible = (node) => {
  const card = cards.get(shownAs(node));
  const own = elements.node.get(node) ?? elements.fold.get(node);
  return own && card?.el.contains(own) ? own : card?.el;
};

// Opens the groups that a choice is in.
function reveal({ node, segment, link }) {
  const vertices = [node, segment === undefined ? undefined : data.nodes.length + segment, ...(link === undefined ? [] : [byId.get(data.links[link].a.node), byId.get(data.links[link].b.node)])];
  for (const vertex of vertices) {
    if (vertex === undefined) continue;
    for (let shown = shownAs(vertex); shown !== vertex && groups.has(shown); shown = shownAs(vertex)) open(shown, false);
  }
}

function choose(choice, move = false) {
  for (const el of svg.querySelectorAll(".selected, .near, .carrier, .inside-subnet")) el.classList.remove("selected", "near", "carrier", "inside-subnet");
  svg.classList.toggle("selecting", !!choice);
  panel.hidden = !choice;
  if (!choice) return;
  if (move) reveal(choice);
  const close = make("button", "×", { class: "close", "aria-label": "Close" });
  close.addEventListener("click", () => choose(null));
  const details = choice.fold ? foldDetails(choice.fold)
    : choice.group !== undefined ? groupDetails(choice.group)
    : choice.bundle ? bundleDetails(choice.bundle)
    : choice.subnet !== undefined ? subnetDetails(choice.subnet)
    : choice.link !== undefined ? linkDetails(choice.link)
      : choice.segment !== undefined ? segmentDetails(choice.segment) : deviceDetails(choice.node);
  panel.replaceChildren(close, ...details);
  drawCharts();
  panel.scrollTop = 0;
  for (const id of data.links[choice.link]?.carried_by ?? []) {
    (elements.link.get(linkById.get(id)) ?? elements.segment.get(segmentById.get(id)))?.classList.add("carrier");
  }
  for (const { end } of data.subnets[choice.subnet]?.members ?? []) visible(byId.get(end.node))?.classList.add("inside-subnet");
  const el = elementOf(choice);
  if (!el) return;
  el.classList.add("selected");
  const card = el.closest(".card");
  if (card) for (const wire of cards.get(+card.dataset.vertex).wires) wire.el.classList.add("near");
  if (move && !stage.hidden) center(el);
}

function clicked(target) {
  const el = target.closest("[data-link], [data-bundle], [data-node], [data-cloud], [data-segment], [data-close], [data-group], .fold");
  if (!el) return choose(null);
  const { link, bundle, node, cloud, segment, folded, group, close: closed } = el.dataset;
  if (closed !== undefined) return close(+closed);
  if (group !== undefined) return isOpen(+group) ? choose({ group: +group }) : open(+group);
  if (bundle) return choose({ bundle: bundle.split(" ").map(Number) });
  if (link !== undefined) choose({ link: +link });
  else if (folded !== undefined) choose({ fold: folded.split(" ").map(Number) });
  else if (node !== undefined) choose({ node: +node });
  else choose({ segment: +(cloud ?? segment) });
}

// Search: all words must occur somewhere in a device's names, addresses or MACs; MACs in any spelling.
const plainMac = (text) => text.replace(/[:.\-]/g, "");
const haystacks = data.nodes.map((node) =>
  [node.name, node.sys_name, node.id, ...node.addresses, ...node.macs.flatMap((mac) => [mac, plainMac(mac)]), ...node.ports.flatMap((port) => (port.mac ? [port.mac, plainMac(port.mac)] : []))]
    .filter(Boolean).join("\n").toLowerCase());
let matches = [];
let current = -1;
const words = () => search.value.toLowerCase().trim().split(/\s+/).filter(Boolean);
const looksLikeMac = (word) => /^([0-9a-f]{2}[:\-]){2,}|^[0-9a-f]{4}\.[0-9a-f]/.test(word);

function runSearch() {
  const wanted = words();
  const occurs = (text, word) => text.includes(word) || (looksLikeMac(word) && text.includes(plainMac(word)));
  matches = wanted.length ? haystacks.flatMap((text, number) => (wanted.every((word) => occurs(text, word)) ? [number] : [])) : [];
  current = -1;
  for (const el of svg.querySelectorAll(".match, .has-match")) el.classList.remove("match", "has-match");
  svg.classList.toggle("searching", wanted.length > 0);
  for (const number of matches) {
    const el = visible(number);
    el?.classList.add(el.matches(".group") ? "has-match" : "match");
    for (let card = el?.parentNode.closest(".card"); card; card = card.parentNode.closest(".card")) card.classList.add("has-match");
  }
  document.getElementById("found").textContent = wanted.length ? `${matches.length} found` : "";
  results.hidden = !matches.length || stage.hidden;
  results.replaceChildren(...matches.slice(0, 12).map((number, place) => {
    const node = data.nodes[number];
    const li = make("li");
    li.append(make("span", node.name.slice(0, 200)), make("span", node.addresses[0] ?? node.macs[0] ?? ""));
    li.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      nextMatch(place);
      results.hidden = true;
    });
    return li;
  }));
  if (!stage.hidden) return;
  drawTable(tab, wanted);
}

function nextMatch(place) {
  if (!matches.length) return;
  current = place ?? (current + 1) % matches.length;
  document.getElementById("found").textContent = `${current + 1} of ${matches.length}`;
  [...results.children].forEach((li, number) => li.classList.toggle("current", number === current));
  choose({ node: matches[current] }, true);
}
search.addEventListener("input", runSearch);
search.addEventListener("focus", () => (results.hidden = !matches.length || stage.hidden));
search.addEventListener("blur", () => (results.hidden = true));
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter") nextMatch();
  else if (event.key === "Escape") {
    search.value = "";
    runSearch();
    stage.focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.target === search) return;
  if (event.key === "Escape") choose(null);
  if (event.key === "/") {
    event.preventDefault();
    search.focus();
  }
});

// Tabs.
let tab = "map";
function openTab(name) {
  tab = name;
  for (const button of document.querySelectorAll("nav button")) button.setAttribute("aria-selected", button.id === "tab-" + name);
  stage.hidden = name !== "map";
  document.getElementById("table").hidden = name === "map";
  results.hidden = true;
  if (name !== "map") drawTable(name, words());
}
document.getElementById("tab-subnets").hidden = !data.subnets.length;
for (const name of ["map", "devices", "links", "subnets"]) document.getElementById("tab-" + name).addEventListener("click", () => openTab(name));

// The legend is the filter.
function count(list, key) {
  const counts = new Map();
  for (const item of list) counts.set(item[key], (counts.get(item[key]) ?? 0) + 1);
  return counts;
}
function picture(drawn, kind, className, lineClass = "line") {
  const part = drawn.startsWith("#")
    ? shape("use", { href: drawn, class: "icon", width: 16, height: 16, x: 5 })
    : shape("path", { d: drawn, class: lineClass });
  return shape("svg", { class: className, "aria-hidden": "true" }, shape("g", { class: kind }, part));
}
const SHOWN_ROUTED = 60;
function drawLegend() {
  const body = document.getElementById("legend-body");
  const item = (image, text, number, filter) => {
    if (!number) return;
    const row = make(filter ? "label" : "div", null, { class: "item" });
    if (filter) {
      const box = make("input", null, { type: "checkbox", "data-filter": filter });
      box.checked = true;
      box.addEventListener("change", () => (filter === "hosts" ? hideHosts(!box.checked) : svg.classList.toggle("hide-" + filter, !box.checked)));
      row.append(box);
    }
    row.append(image, text, make("span", number, { class: "count" }));
    body.append(row);
  };
  const kinds = count(data.nodes, "kind");
  for (const [kind, word] of Object.entries(KINDS)) item(picture("#i-" + kind, kind, "glyph"), word, kinds.get(kind));
  item(picture("#i-cloud", "segment", "glyph"), "shared segment", data.segments.length, "segments");
  body.append(make("hr"));
  const hosts = drawing.hosts;
  item(picture("#i-host", "host", "glyph"), "end systems", hosts, "hosts");
  const line = (kind) => picture("M1 7H25", kind, "");
  const strengths = count(data.links, "strength");
  for (const [strength, text] of [["confirmed", "both ends say so"], ["claimed", "one end says so"], ["inferred", "inferred"], ["guessed", "guessed"]]) {
    item(line("link " + strength), text, strengths.get(strength), strength);
  }
  item(line("link blocked"), "blocked, redundant", count(data.links, "state").get("blocked"), "blocked");
  const routed = count(data.links, "layer").get("l3");
  item(line("link l3"), "layer 3", routed, "l3");
  // So many would hide the cables: whoever wants to see them switches them on.
  if (routed > SHOWN_ROUTED) body.querySelector("[data-filter=l3]").click();
  item(line("link lag"), "in an aggregate", data.links.filter((link) => link.lag).length);
  if (!drawing.flows) return;
  body.append(make("hr"));
  const loads = new Map();
  for (const flow of drawing.flows) for (const number of [flow[0], flow[2]]) loads.set(number, (loads.get(number) ?? 0) + 1);
  drawing.classes.forEach((text, number) => item(picture("M1 7H25", "", "", "load u" + number), text, loads.get(number)));
  item(picture("M1 7H25", "", "", "load unknown"), "no rate", loads.get(null));
}
function tellCharts() {
  if (!chartCount) return;
  const left = drawing.plots.missing.reduce((sum, [, , count]) => sum + count, 0);
  const text = `${plural(chartCount, "chart")}${left ? `, ${left} left out` : ""}: click a device or a link`;
  document.getElementById("legend-body").append(make("hr"), make("div", text, { class: "item" }));
}

// Light or dark: the system's choice until the button says otherwise.
document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
document.getElementById("zoom-in").addEventListener("click", () => zoom(1.4));
document.getElementById("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
document.getElementById("fit").addEventListener("click", fit);
document.getElementById("reset").addEventListener("click", resetPlaces);
document.getElementById("save").addEventListener("click", downloadPlaces);
const folds = document.getElementById("folds");
folds.hidden = !groups.size;
folds.addEventListener("click", () => {
  const some = frames.get(null).open.length > 0;
  for (const vertex of groups.keys()) if (drawing.home[vertex] === null) some ? close(vertex) : open(vertex, false);
  fit();
});
document.querySelector("h1").append(make("small", `${plural(data.nodes.length, "device")}, ${plural(data.links.length, "link")}`));
if (stage.clientWidth < 700) document.getElementById("legend").open = false;
drawLegend();
tellCharts();
addFrame(null, view);
index(svg);
loadPlaces();
fit();
new ResizeObserver(() => stage.clientWidth && !touched && fit()).observe(stage);
new ResizeObserver(drawCharts).observe(panel);
document.documentElement.dataset.ready = "yes";
