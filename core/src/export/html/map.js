// The map: pan, zoom, drag, and the wires that follow.
const svg = document.querySelector("svg.map");
const view = svg.querySelector(".view");
const stage = document.getElementById("map");
svg.removeAttribute("viewBox");

// Frames: the whole map, and the inside of every group that was opened once. A place is relative to its frame.
const cards = new Map(); // vertex → { el, x, y, dx, dy, push, width, height, box, wires, frame }
const frames = new Map(); // group or null → { group, el, cards, wires, open: groups that are open in it }
const HEAD = 40;
const ROUND = 7;
const INSIDE = { x: 0, y: 56 }; // where the inside of an open group begins
let hostsHidden = false;
let at = { x: 0, y: 0, scale: 1 };
let wasFar = false;
let touched = false; // whether a person chose the view

function addFrame(group, el) {
  const frame = { group, el, cards: [], wires: [], open: [] };
  frames.set(group, frame);
  for (const card of el.querySelectorAll(":scope > .cards > .card")) {
    const [x, y] = card.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
    const box = card.querySelector(":scope > .box");
    const known = { el: card, x, y, dx: 0, dy: 0, push: { x: 0, y: 0 }, width: +box.getAttribute("width"), height: +box.getAttribute("height"), box, wires: [], frame };
    known.hosts = !!card.querySelector(":scope > .row, :scope > .fold");
    card.setAttribute("tabindex", "0");
    cards.set(+card.dataset.vertex, known);
    frame.cards.push(known);
  }
  for (const wire of el.querySelectorAll(":scope > .wires > g")) {
    const end = (text) => {
      const [vertex, side, x, y, stub] = text.split(" ");
      return { vertex: +vertex, side, x: +x, y: +y, stub: +stub };
    };
    const known = { el: wire, a: end(wire.dataset.a), b: end(wire.dataset.b), way: wire.querySelector(".line").getAttribute("d") };
    known.loads = [...wire.querySelectorAll(":scope > .load")];
    known.loadWays = known.loads.map((path) => path.getAttribute("d"));
    known.cross = wire.querySelector(".cross-mark");
    known.crossAt = known.cross?.getAttribute("transform");
    known.ring = wire.querySelector(".ring");
    known.ringAt = known.ring?.getAttribute("transform");
    cards.get(known.a.vertex).wires.push(known);
    if (known.b.vertex !== known.a.vertex) cards.get(known.b.vertex).wires.push(known);
    frame.wires.push(known);
  }
  return frame;
}

const heightOf = (card) => (hostsHidden && card.hosts ? HEAD : card.height);

// How far an end is from where it was drawn.
function shift(end) {
  const card = cards.get(end.vertex);
  return { x: card.dx + card.push.x, y: card.dy + card.push.y + (end.side === "b" ? heightOf(card) - card.height : 0) };
}

function redraw(wire) {
  const [a, b] = [shift(wire.a), shift(wire.b)];
  const together = a.x === b.x && a.y === b.y; // both ends moved alike: the wire with them
  wire.el.setAttribute("transform", together ? `translate(${a.x} ${a.y})` : "");
  for (const [name, by] of [["a", a], ["b", b]]) {
    wire.el.querySelector(".end-" + name)?.setAttribute("transform", together ? "" : `translate(${by.x} ${by.y})`);
  }
  const points = together ? null : [...knees(wire.a, a), ...knees(wire.b, b).reverse()];
  const way = together ? wire.way : rounded(points);
  for (const path of wire.el.querySelectorAll(":scope > .line, :scope > .hit")) path.setAttribute("d", way);
  wire.loads.forEach((path, number) => path.setAttribute("d", together ? wire.loadWays[number] : rounded(half(number ? points.toReversed() : points))));
  wire.cross?.setAttribute("transform", together ? wire.crossAt : `translate(${(points[1].x + points[2].x) / 2} ${(points[1].y + points[2].y) / 2})`);
  wire.ring?.setAttribute("transform", together ? wire.ringAt : across(points));
}

// The place of the ring around an aggregate: across the middle.
function across([, p, q]) {
  return `translate(${(p.x + q.x) / 2} ${(p.y + q.y) / 2}) rotate(${Math.atan2(q.y - p.y, q.x - p.x) * 180 / Math.PI})`;
}

// The end and the point where its straight part ends.
function knees(end, by) {
  const p = { x: end.x + by.x, y: end.y + by.y };
  const out = { t: [0, -1], r: [1, 0], b: [0, 1], l: [-1, 0] }[end.side];
  return [p, { x: p.x + out[0] * end.stub, y: p.y + out[1] * end.stub }];
}

function rounded(points) {
  const near = (p, q) => {
    const length = Math.hypot(q.x - p.x, q.y - p.y);
    const part = length ? Math.min(ROUND / length, 0.5) : 0;
    return { x: p.x + (q.x - p.x) * part, y: p.y + (q.y - p.y) * part };
  };
  return points.map((p, i) => {
    if (i === 0) return `M${p.x} ${p.y}`;
    if (i === points.length - 1) return `L${p.x} ${p.y}`;
    const [enter, leave] = [near(p, points[i - 1]), near(p, points[i + 1])];
    return `L${enter.x} ${enter.y}Q${p.x} ${p.y} ${leave.x} ${leave.y}`;
  }).join("");
}

// The first half of a way, up to just before its middle.
function half(points) {
  const lengths = points.slice(1).map((p, i) => Math.hypot(p.x - points[i].x, p.y - points[i].y));
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2 - 1.5;
  const part = [points[0]];
  for (const [i, length] of lengths.entries()) {
    const [p, q] = [points[i], points[i + 1]];
    if (length >= left && length > 0) {
      const along = Math.max(0, left / length);
      return [...part, { x: p.x + (q.x - p.x) * along, y: p.y + (q.y - p.y) * along }];
    }
    part.push(q);
    left -= length;
  }
  return part;
}

function show() {
  view.setAttribute("transform", `translate(${at.x} ${at.y}) scale(${at.scale})`);
  const far = at.scale < 0.45;
  if (far === wasFar) return;
  svg.classList.toggle("far", far);
  wasFar = far;
  for (const card of cards.values()) enlarge(card, far);
}

// From afar only the name is to be read: as large as the card allows.
function enlarge(card, far) {
  const name = card.el.querySelector(":scope > .name");
  const room = (card.width - 46) / (Math.max(4, name.textContent.length) * 0.64);
  const size = far ? Math.max(12.5, Math.min(30, room)) : 12.5;
  name.style.fontSize = size + "px";
  if (far) card.nameY ??= name.getAttribute("y");
  if (card.nameY) name.setAttribute("y", far ? 20 + size * 0.36 : card.nameY);
}

function zoom(factor, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
  touched = true;
  const scale = Math.min(4, Math.max(0.02, at.scale * factor));
  at = { x: x - (x - at.x) * scale / at.scale, y: y - (y - at.y) * scale / at.scale, scale };
  show();
}

// Everything as it is now, beside the legend where there is room.
function fit() {
  touched = false;
  const box = view.getBBox();
  const legend = document.getElementById("legend");
  const inset = legend.open && stage.clientWidth > 1000 ? legend.offsetWidth + 8 : 0;
  const [width, height, room] = [box.width + 48, box.height + 48, stage.clientWidth - inset];
  const scale = Math.min(room / width, stage.clientHeight / height, 1.4);
  at = { x: inset + (room - width * scale) / 2 - (box.x - 24) * scale, y: (stage.clientHeight - height * scale) / 2 - (box.y - 24) * scale, scale };
  show();
}

// Brings an element of the drawing to the middle, large enough to read.
function center(el) {
  touched = true;
  const box = el.getBoundingClientRect();
  const origin = stage.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2 - origin.x, box.y + box.height / 2 - origin.y];
  at.x += stage.clientWidth / 2 - x;
  at.y += stage.clientHeight / 2 - y;
  if (at.scale < 0.9) zoom(0.9 / at.scale);
  show();
}

function move(card, dx, dy) {
  [card.dx, card.dy] = [dx, dy];
  put(card);
  card.wires.forEach(redraw);
}

function put(card) {
  card.el.setAttribute("transform", `translate(${card.x + card.dx + card.push.x} ${card.y + card.dy + card.push.y})`);
}

function hideHosts(hidden) {
  hostsHidden = hidden;
  svg.classList.toggle("hide-hosts", hidden);
  for (const card of cards.values()) if (card.hosts) card.box.setAttribute("height", heightOf(card));
  for (const frame of frames.values()) frame.wires.forEach(redraw);
  drawCrossing();
}

// Places that people gave to devices outlive the page: by the device's id, so that a newer map keeps them.
const PLACES = "netwarden:" + location.pathname;
const idOf = (vertex) => data.nodes[vertex]?.id ?? data.segments[vertex - data.nodes.length]?.id ?? groups.get(vertex)?.id;
let kept = new Map(); // id → place, also of cards that are not to be seen now

function savePlaces() {
  for (const [vertex, card] of cards) {
    if (card.dx || card.dy) kept.set(idOf(vertex), [card.x + card.dx, card.y + card.dy]);
    else kept.delete(idOf(vertex));
  }
  for (const id of ["reset", "save"]) document.getElementById(id).hidden = !kept.size;
  try {
    if (kept.size) localStorage.setItem(PLACES, JSON.stringify(Object.fromEntries(kept)));
    else localStorage.removeItem(PLACES);
  } catch { /* No storage here: places last as long as the page. */ }
}

function loadPlaces() {
  try {
    kept = new Map(Object.entries(JSON.parse(localStorage.getItem(PLACES)) ?? {}));
  } catch { /* No storage here, or not ours. */ }
  for (const [id, place] of kept) if (!Array.isArray(place) || place.length !== 2 || !place.every(Number.isFinite)) kept.delete(id);
  usePlaces(cards);
  savePlaces();
}

function usePlaces(some) {
  for (const [vertex, card] of some) {
    const place = kept.get(idOf(vertex));
    if (place) move(card, place[0] - card.x, place[1] - card.y);
  }
}

function resetPlaces() {
  kept.clear();
  for (const card of cards.values()) if (card.dx || card.dy) move(card, 0, 0);
  savePlaces();
  drawCrossing();
}

// Everything that a person or the caller has put somewhere, for the next map: `Positions` reads it.
function downloadPlaces() {
  const text = JSON.stringify({ ...drawing.pinned, ...Object.fromEntries(kept) }, null, 1);
  const a = make("a", null, { download: "positions.json", href: URL.createObjectURL(new Blob([text], { type: "application/json" })) });
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 1000);
}

// Pointers: one pans or drags, two pinch. A press that does not move is a click.
const pointers = new Map();
let press = null;
svg.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  const el = pointers.size === 1 && event.target.closest(".card");
  const card = el && cards.get(+el.dataset.vertex);
  press = { target: event.target, card, x: event.clientX, y: event.clientY, dx: card?.dx, dy: card?.dy, moved: pointers.size > 1 };
});
svg.addEventListener("pointermove", (event) => {
  const before = pointers.get(event.pointerId);
  if (!before || !press) return;
  const now = { x: event.clientX, y: event.clientY };
  pointers.set(event.pointerId, now);
  if (!press.moved && Math.hypot(now.x - press.x, now.y - press.y) < 4) return;
  if (!press.moved) {
    press.moved = touched = true;
    svg.setPointerCapture(event.pointerId);
    svg.classList.add("panning");
  }
  if (pointers.size === 2) {
    const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
    const length = (p) => Math.hypot(p.x - other.x, p.y - other.y);
    const origin = stage.getBoundingClientRect();
    if (length(before)) zoom(length(now) / length(before), (now.x + other.x) / 2 - origin.x, (now.y + other.y) / 2 - origin.y);
  } else if (press.card) {
    move(press.card, press.dx + (now.x - press.x) / at.scale, press.dy + (now.y - press.y) / at.scale);
    drawCrossing();
  } else {
    at.x += now.x - before.x;
    at.y += now.y - before.y;
    show();
  }
});
for (const kind of ["pointerup", "pointercancel"]) {
  svg.addEventListener(kind, (event) => {
    if (!pointers.delete(event.pointerId) || !press) return;
    svg.classList.remove("panning");
    if (press.moved && press.card) savePlaces();
    if (!press.moved && kind === "pointerup") clicked(press.target);
    if (!pointers.size) press = null;
    else press = { ...press, moved: true, card: null };
  });
}
svg.addEventListener("wheel", (event) => {
  event.preventDefault();
  const origin = stage.getBoundingClientRect();
  const amount = event.deltaY * (event.deltaMode === 1 ? 16 : 1);
  zoom(Math.exp(-Math.max(-200, Math.min(200, amount)) * 0.0022), event.clientX - origin.x, event.clientY - origin.y);
}, { passive: false });
stage.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const pan = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
  if (pan) {
    touched = true;
    at.x += pan[0];
    at.y += pan[1];
    show();
  } else if (event.key === "+" || event.key === "=") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === "0") fit();
  else if (event.key === "Enter" && event.target.closest(".card")) clicked(event.target);
  else return;
  event.preventDefault();
});
