// Groups: one card for many, which opens in its place. What stands beside it makes room, so the map keeps its order.
const groups = new Map(drawing.groups.map((group) => [group.vertex, group]));
const isOpen = (vertex) => frames.get(vertex)?.shown === true;
const NS = "http://www.w3.org/2000/svg";

function shape(tag, attributes, ...children) {
  const el = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, value);
  el.append(...children);
  return el;
}

// The card that stands for a vertex now: its own, that of its switch, or that of the outermost closed group around it.
function shownAs(vertex) {
  const around = [vertex];
  while (drawing.home[around[0]] !== null) around.unshift(drawing.home[around[0]]);
  return around.find((one) => !isOpen(one)) ?? vertex;
}

function open(vertex, look = true) {
  const group = groups.get(vertex);
  if (!group) return;
  if (drawing.home[vertex] !== null && !isOpen(drawing.home[vertex])) open(drawing.home[vertex], false);
  const card = cards.get(vertex);
  let frame = frames.get(vertex);
  if (!frame) {
    const inside = document.getElementById("frame-" + vertex).content.firstChild.cloneNode(true);
    const el = shape("g", { class: "inside" }, ...inside.children);
    const close = shape("g", { class: "close", "data-close": vertex, role: "button", tabindex: "0", "aria-label": "Close the group" },
      shape("rect", { width: 24, height: 24, rx: 6 }), shape("path", { d: "M7 12h10" }));
    card.el.append(close, el);
    frame = addFrame(vertex, el);
    index(el);
    usePlaces(frame.cards.map((inner) => [+inner.el.dataset.vertex, inner]));
    if (wasFar) for (const inner of frame.cards) enlarge(inner, true);
    if (hostsHidden) hideHosts(true);
  }
  frame.shown = true;
  card.el.classList.add("open");
  card.frame.open.push(vertex);
  arrange(card.frame);
  if (look) lookAt(card);
}

function close(vertex) {
  const frame = frames.get(vertex);
  if (!frame?.shown) return;
  for (const inner of [...frame.open]) close(inner);
  const card = cards.get(vertex);
  frame.shown = false;
  card.el.classList.remove("open");
  card.frame.open = card.frame.open.filter((other) => other !== vertex);
  arrange(card.frame);
}

const inside = (vertex) => {
  const { width, height } = groups.get(vertex);
  const { growth } = frames.get(vertex);
  return { width: width + (growth?.x ?? 0), height: height + (growth?.y ?? 0) + INSIDE.y };
};

// Makes room in a frame for the groups that are open in it, then in the frame around it.
function arrange(frame) {
  for (const card of frame.cards) card.push = { x: 0, y: 0 };
  frame.growth = { x: 0, y: 0 };
  for (const vertex of frame.open) {
    const card = cards.get(vertex);
    const size = inside(vertex);
    const grown = { x: Math.max(0, size.width - card.width), y: Math.max(0, size.height - card.height) };
    frame.growth.x += grown.x;
    frame.growth.y += grown.y;
    const [left, top] = [card.x + card.dx, card.y + card.dy];
    for (const other of frame.cards) {
      const [x, y] = [other.x + other.dx, other.y + other.dy];
      if (other === card || x + other.width <= left) other.push.x -= grown.x / 2;
      else if (x >= left + card.width) other.push.x += grown.x / 2;
      if (other !== card && y >= top + card.height) other.push.y += grown.y;
    }
  }
  // The left edge of a frame stays where it is.
  const left = Math.min(0, ...frame.cards.map((card) => card.push.x));
  if (frame.group !== null) for (const card of frame.cards) card.push.x -= left;
  for (const card of frame.cards) {
    const vertex = +card.el.dataset.vertex;
    const size = isOpen(vertex) ? inside(vertex) : card;
    if (groups.has(vertex)) {
      card.box.setAttribute("width", size.width);
      card.box.setAttribute("height", size.height);
      const { left, top } = groups.get(vertex);
      card.el.querySelector(":scope > .inside")?.setAttribute("transform", `translate(${INSIDE.x - left} ${INSIDE.y - top})`);
      card.el.querySelector(":scope > .close")?.setAttribute("transform", `translate(${size.width - 34} 8)`);
    }
    put(card);
  }
  for (const wire of frame.wires) {
    wire.el.classList.toggle("replaced", isOpen(wire.a.vertex) || isOpen(wire.b.vertex));
    redraw(wire);
  }
  if (frame.group !== null) arrange(cards.get(frame.group).frame);
  else drawCrossing();
}

// Where a card is on the whole map.
function boxOf(vertex) {
  const card = cards.get(vertex);
  const size = isOpen(vertex) ? inside(vertex) : { width: card.width, height: heightOf(card) };
  let [x, y] = [card.x + card.dx + card.push.x, card.y + card.dy + card.push.y];
  if (card.frame.group !== null) {
    const around = boxOf(card.frame.group);
    const { left, top } = groups.get(card.frame.group);
    x += around.x + INSIDE.x - left;
    y += around.y + INSIDE.y - top;
  }
  return { x, y, ...size };
}

// Cables that lead into an open group, each to the card at its end.
const crossing = shape("g", { class: "wires crossing" });
view.append(crossing);
const edges = [
  ...data.links.map((link, number) => ({ link: number, a: byId.get(link.a.node), b: byId.get(link.b.node) })),
  ...data.segments.flatMap((segment, number) => segment.members.map((member, place) => ({ segment: number, member: place, a: data.nodes.length + number, b: byId.get(member.node) }))),
].filter(({ a, b }) => a !== undefined && b !== undefined);

function drawCrossing() {
  if (![...frames.values()].some((frame) => frame.shown)) return crossing.replaceChildren();
  const pairs = new Map();
  for (const edge of edges) {
    const [a, b] = [shownAs(edge.a), shownAs(edge.b)];
    if (a === b || drawing.home[a] === drawing.home[b]) continue; // drawn in their frame
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    if (!pairs.has(key)) pairs.set(key, { a: Math.min(a, b), b: Math.max(a, b), edges: [] });
    pairs.get(key).edges.push({ ...edge, turned: a > b });
  }
  const sides = new Map();
  for (const pair of pairs.values()) {
    [pair.boxA, pair.boxB] = [boxOf(pair.a), boxOf(pair.b)];
    [pair.sideA, pair.sideB] = facing(pair.boxA, pair.boxB);
    for (const [vertex, side, other, name] of [[pair.a, pair.sideA, pair.boxB, "endA"], [pair.b, pair.sideB, pair.boxA, "endB"]]) {
      const key = vertex + side;
      if (!sides.has(key)) sides.set(key, []);
      sides.get(key).push({ pair, name, box: boxOf(vertex), side, toward: "tb".includes(side) ? other.x + other.width / 2 : other.y });
    }
  }
  for (const touches of sides.values()) {
    touches.sort((p, q) => p.toward - q.toward);
    touches.forEach(({ pair, name, box, side }, number) => {
      const along = (length) => length / 2 + (number - (touches.length - 1) / 2) * Math.min(13, (length - 12) / touches.length);
      const x = side === "l" ? box.x : side === "r" ? box.x + box.width : box.x + along(box.width);
      const y = side === "t" ? box.y : side === "b" ? box.y + box.height : box.y + along(Math.min(box.height, HEAD));
      pair[name] = { x, y, side, stub: 14 };
    });
  }
  crossing.replaceChildren(...[...pairs.values()].map(crossingWire));
  for (const el of crossing.querySelectorAll("[data-link]")) elements.link.set(+el.dataset.link, el);
}

function facing(a, b) {
  if (a.y + a.height <= b.y) return ["b", "t"];
  if (b.y + b.height <= a.y) return ["t", "b"];
  return a.x <= b.x ? ["r", "l"] : ["l", "r"];
}

function crossingWire({ endA, endB, edges }) {
  const none = { x: 0, y: 0 };
  const points = [...knees(endA, none), ...knees(endB, none).reverse()];
  const way = rounded(points);
  const links = edges.filter(({ link }) => link !== undefined).map(({ link }) => data.links[link]);
  const blocked = links.filter((link) => link.state === "blocked").length;
  const strengths = ["confirmed", "claimed", "inferred", "guessed"];
  const classes = links.length
    ? ["link", strengths.find((strength) => links.some((link) => link.strength === strength)), links.every((link) => link.layer === "l3") ? "l3" : "l2", blocked === links.length ? "blocked" : "", links.every((link) => link.lag) ? "lag" : ""]
    : ["member"];
  const single = edges.length === 1 && links.length === 1;
  const identity = single ? { "data-link": edges[0].link } : { "data-bundle": edges.flatMap(({ link }) => link ?? []).join(" ") };
  const title = shape("title", {});
  title.textContent = single ? `${endText(links[0].a)} to ${endText(links[0].b)}` : `${plural(edges.length, "link")}${blocked ? `, ${blocked} blocked` : ""}`;
  const g = shape("g", { class: classes.filter(Boolean).join(" "), ...identity }, title, shape("path", { class: "hit", d: way }));
  const halves = flowsOf(edges);
  halves?.forEach((number, end) => g.append(shape("path", { class: "load " + (number === null ? "unknown" : "u" + number), d: rounded(half(end ? points.toReversed() : points)) })));
  const width = edges.length > 1 ? { style: `stroke-width:${Math.min(6.5, 1.4 + Math.log2(edges.length) * 0.9)}px` } : {};
  g.append(shape("path", { class: "line", d: way, opacity: 0.3 + 0.7 * Math.max(0, ...links.map((link) => link.confidence)), ...width }));
  const middle = { x: (points[1].x + points[2].x) / 2, y: (points[1].y + points[2].y) / 2 };
  if (single && blocked) g.append(shape("g", { class: "cross-mark", transform: `translate(${middle.x} ${middle.y})` }, shape("circle", { class: "cross-ground", r: 7 }), shape("path", { class: "cross", d: "M-3-3L3 3M3-3L-3 3" })));
  if (edges.length > 1 && edges.length === links.length && aggregateOf(links)) g.append(shape("ellipse", { class: "ring", rx: 3.5, ry: 8, transform: across(points) }));
  if (edges.length > 1) {
    const text = shape("text", { class: "port", x: points[3].x + 4, y: points[3].y + (endB.side === "t" ? -5 : 12) });
    text.textContent = "×" + edges.length;
    g.append(text);
  }
  return g;
}

// The busiest class of each direction; null where nothing is known.
function flowsOf(edges) {
  if (!drawing.flows) return null;
  const most = [null, null];
  for (const { link, turned } of edges) {
    if (link === undefined) continue;
    const [there, , back] = drawing.flows[link];
    for (const [end, value] of (turned ? [back, there] : [there, back]).entries()) if (value !== null) most[end] = Math.max(most[end] ?? 0, value);
  }
  return most;
}

function lookAt(card) {
  const box = boxOf(+card.el.dataset.vertex);
  touched = true;
  const legend = document.getElementById("legend");
  const inset = legend.open && stage.clientWidth > 1000 ? legend.offsetWidth + 8 : 0;
  const room = stage.clientWidth - inset;
  const scale = Math.min(room / (box.width + 80), stage.clientHeight / (box.height + 220), 1.2);
  at = { x: inset + room / 2 - (box.x + box.width / 2) * scale, y: stage.clientHeight / 2 - (box.y + box.height / 2 - 50) * scale, scale };
  show();
}
