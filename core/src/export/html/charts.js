// Charts of ports and devices, which come packed: two letters for each value.
const LETTERS = new Map([..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].map((letter, number) => [letter, number]));
const plotKey = (device, port) => JSON.stringify([device, port]);
const plots = new Map((drawing.plots?.charts ?? []).map(([device, port, ...charts]) => [plotKey(device, port), charts]));
const missingPlots = new Map((drawing.plots?.missing ?? []).map(([device, port, count]) => [plotKey(device, port), count]));
const chartCount = [...plots.values()].reduce((sum, charts) => sum + charts.length, 0);
// The page refers to nothing but itself.
const HATCHED = ["url", "#hole)"].join("(");
const CHART = { left: 46, right: 8, top: 8, bottom: 20, height: 170 };

function unpacked(letters, { low, high }) {
  const values = new Float64Array(letters.length / 2);
  for (let n = 0; n < values.length; n++) {
    const level = LETTERS.get(letters[2 * n]) * 64 + LETTERS.get(letters[2 * n + 1]);
    values[n] = level > 4094 ? NaN : low + (high - low) * (level / 4094) ** 2;
  }
  return values;
}

function chartOf(packed, device = "") {
  const figure = make("figure", null, { class: "chart" });
  const offset = packed.utc_offset_minutes * MINUTE;
  const [from, to] = [packed.from + offset, packed.to + offset];
  const zone = offset ? `UTC${offset < 0 ? "−" : "+"}${two(Math.floor(Math.abs(packed.utc_offset_minutes) / 60))}:${two(Math.abs(packed.utc_offset_minutes) % 60)}` : "UTC";
  const end = dayOf(from) === dayOf(to) ? clock(to) : `${dayOf(to)} ${clock(to)}`;
  const title = [device, packed.title].filter(Boolean).join(" ");
  const caption = make("figcaption", title);
  caption.append(make("span", `${dayOf(from)} ${clock(from)} to ${end}, ${zone}`));
  const curves = packed.curves.map((curve, number) => ({
    ...curve, number, sign: packed.mirrored && number % 2 ? -1 : 1, values: unpacked(curve.values, curve), tops: curve.most && unpacked(curve.most, curve),
  }));
  const label = `${title || "Chart"}. The arrow keys move through it.`;
  const picture = shape("svg", { tabindex: 0, role: "img", "aria-label": label });
  const said = make("output", null, { "aria-live": "polite" });
  const chart = { figure, picture, said, packed, curves, from, to, at: null };
  figure.append(caption, picture, said, figuresOf(packed));
  if (packed.left_out) figure.append(make("small", `${packed.left_out} more curves or gaps are not shown`));
  picture.addEventListener("pointermove", (event) => {
    const { left, width } = picture.getBoundingClientRect();
    point(chart, from + ((event.clientX - left - CHART.left) / (width - CHART.left - CHART.right)) * (to - from));
  });
  picture.addEventListener("pointerleave", () => document.activeElement !== picture && point(chart, null));
  picture.addEventListener("blur", () => point(chart, null));
  picture.addEventListener("keydown", (event) => {
    const step = Math.min(...curves.map((curve) => curve.step_ms)) * (event.shiftKey ? 12 : 1);
    const to_ = { ArrowLeft: (chart.at ?? to) - step, ArrowRight: (chart.at ?? from - step / 2) + step, Home: from, End: to }[event.key];
    if (to_ === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    point(chart, to_);
  });
  figure.draw = () => draw(chart);
  return figure;
}

function figuresOf({ curves, percentile }) {
  const heads = ["", "current", "average", "max", ...(percentile ? [percentile] : [])];
  const table = make("table", null, { class: "figures" });
  const head = make("tr");
  head.append(...heads.map((text) => make("th", text)));
  table.append(head);
  curves.forEach(({ name, figures }, number) => {
    const row = make("tr");
    const first = make("td", null, { class: `c${number % 7}`, title: name });
    first.append(make("span", null, { class: "key" }), name);
    row.append(first, ...figures.slice(0, heads.length - 1).map((text) => make("td", text ?? "–")));
    table.append(row);
  });
  return table;
}

// Draws a chart as wide as it is.
function draw(chart) {
  const { picture, packed, curves, from, to } = chart;
  const width = picture.clientWidth;
  if (!width || chart.width === width) return;
  chart.width = width;
  const height = width > 600 ? 300 : CHART.height;
  const [right, bottom] = [width - CHART.right, height - CHART.bottom];
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  picture.setAttribute("height", height);
  const all = curves.flatMap(({ values, tops, sign, percentile }) => [...values, ...(tops ?? []), percentile ?? NaN].map((value) => value * sign)).filter(Number.isFinite);
  const unit = curves[0] && curves.every((curve) => curve.unit.join() === curves[0].unit.join()) ? curves[0].unit : ["", "large"];
  const { step, values: ticks } = valueTicks(all.reduce((a, b) => Math.min(a, b), 0), all.reduce((a, b) => Math.max(a, b), 0), height > 200 ? 8 : 6);
  const [low, high] = [ticks[0], ticks.at(-1)];
  const [divisor, symbol] = scaled(unit, Math.max(Math.abs(low), high));
  const decimals = Math.min(12, Math.max(0, Math.ceil(-Math.log10(step / divisor) - 1e-9)));
  const x = (time) => CHART.left + (right - CHART.left) * Math.max(0, Math.min(1, (time - from) / (to - from || 1)));
  const y = (value) => CHART.top + (bottom - CHART.top) * Math.max(0, Math.min(1, (high - value) / (high - low || 1)));
  const parts = [shape("defs", {}, hatching())];
  for (const value of ticks) {
    const text = shape("text", { x: CHART.left - 6, y: y(value) + 3.5, "text-anchor": "end" });
    text.textContent = plain((packed.mirrored ? Math.abs(value) : value) / divisor, decimals);
    parts.push(shape("path", { class: "grid", d: `M${CHART.left} ${y(value)}H${right}` }), text);
  }
  const above = shape("text", { x: CHART.left + 4, y: CHART.top + 10 });
  above.textContent = symbol;
  for (const [at, words] of timeTicks(from, to, right - CHART.left)) {
    parts.push(shape("path", { class: "grid", d: `M${x(at)} ${CHART.top}V${bottom + 3}` }));
    const half = words.length * 3.1;
    if (x(at) - half < 0 || x(at) + half > width) continue;
    const text = shape("text", { x: x(at), y: bottom + 15, "text-anchor": "middle" });
    text.textContent = words;
    parts.push(text);
  }
  for (const [begins, ends] of packed.holes) {
    const wide = Math.max(2, x(from + ends) - x(from + begins));
    parts.push(shape("rect", { class: "hole", fill: HATCHED, x: Math.min(x(from + begins), right - wide), y: CHART.top, width: wide, height: bottom - CHART.top }));
  }
  for (const curve of curves) parts.push(...drawn(curve, from, x, y));
  parts.push(shape("path", { class: "zero", d: `M${CHART.left} ${y(0)}H${right}` }), above);
  for (const { percentile, sign, number } of curves) {
    if (percentile !== null && percentile !== undefined && packed.percentile) parts.push(shape("path", { class: `percentile c${number % 7}`, d: `M${CHART.left} ${y(percentile * sign)}H${right}` }));
  }
  chart.cursor = shape("g", {});
  chart.place = { x, y, bottom };
  picture.replaceChildren(...parts, chart.cursor);
  point(chart, chart.at);
}

function hatching() {
  const pattern = shape("pattern", { id: "hole", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(shape("rect", { class: "hole-ground", width: 6, height: 6 }), shape("path", { class: "hatch", d: "M0 0V6" }));
  return pattern;
}

// A curve in runs, between which there are no values.
function drawn({ values, tops, sign, area, begins, step_ms: step, number }, from, x, y) {
  const [lines, fills, bands] = [[], [], []];
  const left = (n) => x(from + begins + n * step).toFixed(1);
  const middle = (n) => x(from + begins + (n + 0.5) * step).toFixed(1);
  const at = (value) => y(value * sign).toFixed(1);
  for (let first = 0; first < values.length; first++) {
    if (Number.isNaN(values[first])) continue;
    let last = first;
    while (last + 1 < values.length && !Number.isNaN(values[last + 1])) last++;
    const run = Array.from({ length: last - first + 1 }, (_, n) => first + n);
    const line = `M${left(first)} ${at(values[first])}${run.map((n) => `L${middle(n)} ${at(values[n])}`).join("")}H${left(last + 1)}`;
    lines.push(line);
    if (area) fills.push(`${line}V${at(0)}H${left(first)}Z`);
    if (tops) bands.push(`M${left(first)} ${at(tops[first])}${run.map((n) => `L${middle(n)} ${at(tops[n])}`).join("")}H${left(last + 1)}${run.reverse().map((n) => `L${middle(n)} ${at(values[n])}`).join("")}H${left(first)}Z`);
    first = last;
  }
  const colour = `c${number % 7}`;
  return [[`most ${colour}`, bands], [`filled ${colour}`, fills], [`curve ${colour}`, lines]].filter(([, list]) => list.length).map(([name, list]) => shape("path", { class: name, d: list.join("") }));
}

// Says what was at a time, and marks it.
function point(chart, time) {
  const { curves, from, to, packed, said, cursor, place } = chart;
  chart.at = time === null ? null : Math.max(from, Math.min(to - 1, time));
  cursor?.replaceChildren();
  said.textContent = "";
  if (chart.at === null || !place) return;
  const at = chart.at;
  const told = curves.map((curve) => {
    const step = Math.floor((at - from - curve.begins) / curve.step_ms);
    const value = curve.values[step];
    return { curve, value: Number.isFinite(value) ? value : null, begin: from + curve.begins + step * curve.step_ms };
  });
  const first = told.find(({ value }) => value !== null) ?? told[0];
  const hole = packed.holes.find(([begins, ends]) => at - from >= begins && at - from < Math.max(ends, begins + (to - from) / 400));
  const words = told.filter(({ value }) => value !== null).map(({ curve, value }) => `${curve.name} ${valueText(curve.unit, value)}`);
  const day = dayOf(at) === dayOf(from) && dayOf(to - 1) === dayOf(from) ? "" : dayOf(at) + " ";
  said.textContent = [`${day}${clock(first && first.value !== null ? Math.max(first.begin, from) : at - (at % SECOND))}  ${words.join(" · ") || (hole ? "" : "no values")}`, hole ? `gap: ${hole[2]}` : ""].filter((text) => text.trim()).join(words.length ? "\n" : "");
  cursor.append(shape("path", { class: "cursor", d: `M${place.x(at)} ${CHART.top}V${place.bottom}` }));
  for (const { curve, value } of told) {
    if (value !== null) cursor.append(shape("circle", { class: `dot c${curve.number % 7}`, r: 3.5, cx: place.x(at), cy: place.y(value * curve.sign) }));
  }
}

const plotsOf = (device, port, name) => {
  const left = missingPlots.get(plotKey(device, port));
  const charts = (plots.get(plotKey(device, port)) ?? []).map((packed) => chartOf(packed, name));
  return left ? [...charts, make("p", `${plural(left, "chart")} left out: the page would be too large`, { class: "sub" })] : charts;
};

function widthButton() {
  const button = make("button", panel.classList.contains("wide") ? "Smaller" : "Larger", { class: "larger" });
  button.addEventListener("click", () => {
    button.textContent = panel.classList.toggle("wide") ? "Smaller" : "Larger";
  });
  return button;
}

function headed(title, parts) {
  if (!parts.length) return [];
  const head = make("h3", title + " ");
  head.append(widthButton());
  return [head, ...parts];
}

// Both ends of a link, each port under its device's name.
function linkCharts(link) {
  return headed("Traffic", [link.a, link.b].flatMap((end) => {
    return end.port ? plotsOf(end.node, end.port, end.device) : [];
  }));
}

// A device's own charts, then its ports', which open one by one.
function deviceCharts(node) {
  const own = plotsOf(node.id, "");
  const ports = [...new Set([...node.ports.map(({ name }) => name), ...linksOf[byId.get(node.id)].flatMap((place) => [data.links[place].a, data.links[place].b]).filter((end) => end.node === node.id && end.port).map((end) => end.port)])];
  const folded = ports.filter((port) => plots.has(plotKey(node.id, port)) || missingPlots.has(plotKey(node.id, port))).map((port) => {
    const details = make("details", null, { class: "charts" });
    details.append(make("summary", port));
    details.addEventListener("toggle", () => {
      if (!details.open || details.childElementCount > 1) return;
      details.append(...plotsOf(node.id, port));
      drawCharts();
    });
    return details;
  });
  return [...headed("Charts", own), ...(own.length || !folded.length ? folded : headed(`Traffic of ports (${folded.length})`, folded))];
}

const drawCharts = () => panel.querySelectorAll(".chart").forEach((figure) => figure.draw());
