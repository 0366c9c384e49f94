// The map: pan, zoom, drag, and the wires that follow.
const svg = document.querySelector("svg.map");
const view = svg.querySelector(".view");
const stage = document.getElementById("map");
svg.removeAttribute("viewBox");

const cards = new Map(); // vertex → { el, x, y, dx, dy, height, box, wires }
for (const el of svg.querySelectorAll(".card")) {
  const [x, y] = el.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
  const box = el.querySelector(".box");
  cards.set(+el.dataset.vertex, { el, x, y, dx: 0, dy: 0, height: +box.getAttribute("height"), box, wires: [] });
}
const wires = [...svg.querySelectorAll(".wires > g")].map((el) => {
  const end = (text) => {
    const [vertex, side, x, y, stub] = text.split(" ");
    return { vertex: +vertex, side, x: +x, y: +y, stub: +stub };
  };
  const wire = { el, a: end(el.dataset.a), b: end(el.dataset.b), way: el.querySelector(".line").getAttribute("d") };
  wire.cross = el.querySelector(".cross-mark");
  wire.crossAt = wire.cross?.getAttribute("transform");
  cards.get(wire.a.vertex).wires.push(wire);
  if (wire.b.vertex !== wire.a.vertex) cards.get(wire.b.vertex).wires.push(wire);
  return wire;
});

const HEAD = 40;
const ROUND = 7;
let hostsHidden = false;
let at = { x: 0, y: 0, scale: 1 };
let wasFar = false;
let touched = false; // whether a person chose the view

// How far an end is from where it was drawn.
function shift(end) {
  const card = cards.get(end.vertex);
  return { x: card.dx, y: card.dy + (hostsHidden && end.side === "b" ? HEAD - card.height : 0) };
}

function redraw(wire) {
  const [a, b] = [shift(wire.a), shift(wire.b)];
  for (const [name, by] of [["a", a], ["b", b]]) {
    wire.el.querySelector(".end-" + name)?.setAttribute("transform", `translate(${by.x} ${by.y})`);
  }
  const still = !a.x && !a.y && !b.x && !b.y;
  const points = still ? null : [...knees(wire.a, a), ...knees(wire.b, b).reverse()];
  const way = still ? wire.way : rounded(points);
  for (const path of wire.el.querySelectorAll(":scope > path")) path.setAttribute("d", way);
  if (wire.cross) {
    const [p, q] = still ? [] : [points[1], points[2]];
    wire.cross.setAttribute("transform", still ? wire.crossAt : `translate(${(p.x + q.x) / 2} ${(p.y + q.y) / 2})`);
  }
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
  const name = card.el.querySelector(".name");
  const room = (+card.box.getAttribute("width") - 46) / (Math.max(4, name.textContent.length) * 0.64);
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
  card.el.setAttribute("transform", `translate(${card.x + dx} ${card.y + dy})`);
  card.wires.forEach(redraw);
}

function hideHosts(hidden) {
  hostsHidden = hidden;
  svg.classList.toggle("hide-hosts", hidden);
  for (const card of cards.values()) card.box.setAttribute("height", hidden ? HEAD : card.height);
  wires.forEach(redraw);
}

// Places that people gave to devices outlive the page: by the device's id, so that a newer map keeps them.
const PLACES = "netwarden:" + location.pathname;
const idOf = (vertex) => data.nodes[vertex]?.id ?? data.segments[vertex - data.nodes.length]?.id;

function savePlaces() {
  const moved = [...cards].filter(([, card]) => card.dx || card.dy);
  document.getElementById("reset").hidden = !moved.length;
  const places = Object.fromEntries(moved.map(([vertex, card]) => [idOf(vertex), [card.x + card.dx, card.y + card.dy]]));
  try {
    if (moved.length) localStorage.setItem(PLACES, JSON.stringify(places));
    else localStorage.removeItem(PLACES);
  } catch { /* No storage here: places last as long as the page. */ }
}

function loadPlaces() {
  let places = null;
  try {
    places = new Map(Object.entries(JSON.parse(localStorage.getItem(PLACES)) ?? {}));
  } catch { /* No storage here, or not ours. */ }
  for (const [vertex, card] of cards) {
    const place = places?.get(idOf(vertex));
    if (Array.isArray(place) && place.every(Number.isFinite)) move(card, place[0] - card.x, place[1] - card.y);
  }
  savePlaces();
}

function resetPlaces() {
  for (const card of cards.values()) if (card.dx || card.dy) move(card, 0, 0);
  savePlaces();
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
