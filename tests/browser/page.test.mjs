// The interactive page in a real browser, opened from a file.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Chromium } from "./chromium.mjs";

const gallery = process.env.GALLERY;
const json = (name) => JSON.parse(readFileSync(join(gallery, `${name}.json`), "utf8"));
const url = (name) => pathToFileURL(join(gallery, `${name}.html`)).href;
let browser;
before(() => (browser = Chromium.start(process.env.CHROMIUM)));
after(() => browser.stop());

// Opens a page, runs `body`, and holds the page to silence: no error, no message, no request but for itself.
async function withPage(name, body, colours) {
  const page = await browser.open(url(name), colours);
  try {
    await body(page, json(name));
    assert.deepEqual(page.problems, []);
    assert.deepEqual([...new Set(page.requests)], [url(name)]);
  } finally {
    await page.close();
  }
}

const count = (page, selector) => page.eval(`document.querySelectorAll(${JSON.stringify(selector)}).length`);
const scale = (page) => page.eval(`+document.querySelector(".view").getAttribute("transform").match(/scale\\((.*)\\)/)[1]`);
const panel = (page) => page.eval(`document.getElementById("panel").hidden ? null : document.getElementById("panel").innerText`);
const card = (number) => `.card[data-vertex="${number}"]`;

const bundled = (page) => page.eval(`[...document.querySelectorAll("svg.map [data-bundle]")].reduce((sum, el) => sum + el.dataset.bundle.split(" ").length, 0)`);

for (const name of ["ten", "campus-40", "campus-200", "fabric", "ring-60", "hostile", "routed", "netgen-office", "netgen-silent"]) {
  test(`${name}: everything is drawn, quietly`, () => withPage(name, async (page, data) => {
    const folded = await page.eval(`[...document.querySelectorAll("[data-folded]")].reduce((sum, el) => sum + el.dataset.folded.split(" ").length, 0)`);
    assert.equal(await count(page, "svg.map [data-node]"), data.nodes.length - folded);
    assert.equal((await count(page, "svg.map [data-link]")) + (await bundled(page)), data.links.length - folded);
    assert.equal(await count(page, "svg.map [data-cloud]"), data.segments.length);
  }));
}

// The cards that are to be seen, by name.
const names = (page) => page.eval(`[...document.querySelectorAll(".card")].filter((el) => el.getClientRects().length).map((el) => el.querySelector(":scope > .name").textContent)`);
const clickGroup = async (page, name) => {
  await page.settled();
  await page.clickAt(await page.eval(`(() => { const el = [...document.querySelectorAll(".card.group > .name")].find((el) => el.textContent === ${JSON.stringify(name)}); const r = el.getBoundingClientRect(); return { x: r.x + r.width / 2, y: r.y + r.height / 2 }; })()`));
};
// Cards that overlap others that they are not in.
const overlaps = (page) => page.eval(`(() => {
  const all = [...document.querySelectorAll(".card")].filter((el) => el.getClientRects().length).map((el) => ({ el, r: el.querySelector(":scope > .box").getBoundingClientRect() }));
  return all.flatMap((a, i) => all.slice(i + 1).filter((b) => !a.el.contains(b.el) && !b.el.contains(a.el)
    && a.r.left < b.r.right - 0.5 && b.r.left < a.r.right - 0.5 && a.r.top < b.r.bottom - 0.5 && b.r.top < a.r.bottom - 0.5)
    .map((b) => a.el.dataset.vertex + " " + b.el.dataset.vertex));
})()`);

test("a thousand devices begin as a handful of groups; a click opens one, and what is beside it makes room", () => withPage("campus-1000", async (page, data) => {
  const first = await names(page);
  assert.ok(first.length < 20 && first.includes("core1") && first.includes("dist-a1 + dist-a2"), first.join());
  await clickGroup(page, "dist-c1 + dist-c2");
  const opened = await names(page);
  for (const name of ["dist-c1", "dist-c2", "acc-c01", "acc-c06"]) assert.ok(opened.includes(name), name);
  assert.equal(opened.length, first.length + 8);
  assert.deepEqual(await overlaps(page), []);
  // The bundles to the group gave way to the four cables that they stand for.
  const cables = data.links.flatMap((link, number) => ([link.a, link.b].some((end) => /^core/.test(end.device)) && [link.a, link.b].some((end) => /^dist-c/.test(end.device)) ? [String(number)] : []));
  assert.equal(cables.length, 4);
  assert.deepEqual(await page.eval(`[...document.querySelectorAll(".crossing [data-link]")].map((el) => el.dataset.link).sort()`), cables.sort());
  await page.click(".close");
  assert.deepEqual(await names(page), first);
  assert.equal(await count(page, ".crossing > g"), 0);
}));

test("all groups open at once do not overlap, and close again", () => withPage("campus-1000", async (page, data) => {
  const first = await names(page);
  await page.click("#folds");
  assert.deepEqual(await overlaps(page), []);
  const folded = await page.eval(`[...document.querySelectorAll("[data-folded]")].reduce((sum, el) => sum + el.dataset.folded.split(" ").length, 0)`);
  assert.equal(await count(page, "svg.map [data-node]"), data.nodes.length - folded);
  await page.click("#folds");
  assert.deepEqual(await names(page), first);
}));

test("the search opens the group that a device is in", () => withPage("campus-1000", async (page) => {
  await page.click("#search");
  await page.type("acc-f03");
  assert.equal(await page.eval(`document.querySelector(".has-match > .name").textContent`), "dist-f1 + dist-f2");
  await page.key("Enter");
  assert.ok((await names(page)).includes("acc-f03"));
  const [at, stage] = [await page.place(".card.selected"), await page.place("#map")];
  assert.ok(Math.hypot(at.x - stage.x, at.y - stage.y) < 60, JSON.stringify([at, stage]));
}));

test("a group opens with the keyboard and tells what is in it", () => withPage("campus-1000", async (page) => {
  await page.eval(`document.querySelector(".card.group").focus()`);
  await page.key("Enter");
  assert.equal(await count(page, ".card.group.open"), 1);
  await page.eval(`choose({ group: +document.querySelector(".card.group.open").dataset.vertex })`);
  assert.match(await panel(page), /8 switches, 114 end systems/);
}));

test("ten thousand devices are ready within ten seconds, and groups open within groups", () => withPage("switches-10000", async (page) => {
  const ready = await page.eval("performance.getEntriesByType('navigation')[0].loadEventEnd");
  assert.ok(ready > 0 && ready < 10000, `${ready} ms`);
  assert.ok((await names(page)).length < 60);
  await page.eval(`nextMatch.call(null, undefined), choose({ node: byId.get("b50-s7") }, true)`);
  assert.ok((await names(page)).includes("b50-s7"));
  assert.deepEqual(await overlaps(page), []);
}));

test("traffic colours both halves, and the panel and table say the numbers", () => withPage("ten-load", async (page, data) => {
  assert.equal(await count(page, "[data-link='0'] > .load"), 2);
  await page.eval("choose({ link: 0 })");
  assert.match(await panel(page), /gw1 sends\s+0 b\/s, 0 %/);
  await page.click("#tab-links");
  assert.ok((await page.eval(`document.querySelector("#table thead").innerText`)).includes("First sends"));
  assert.equal(await count(page, "#table tbody tr"), data.links.length);
  await page.click("#tab-map");
  const way = `document.querySelector("[data-link='3'] > .load").getAttribute("d")`;
  const before = await page.eval(way);
  await page.drag(await page.place(`${card(3)} > .name`), { x: 90, y: 30 });
  assert.notEqual(await page.eval(way), before);
  await page.click("#reset");
  assert.equal(await page.eval(way), before);
}));

test("moved devices can be saved as positions", () => withPage("ten", async (page, data) => {
  assert.equal(await page.eval(`document.getElementById("save").hidden`), true);
  await page.drag(await page.place(`${card(3)} > .name`), { x: 120, y: 60 });
  await page.eval(`URL.createObjectURL = (blob) => ((window.saved = blob.text()), "blob:none"); HTMLAnchorElement.prototype.click = () => {}`);
  await page.click("#save");
  const places = JSON.parse(await page.eval("window.saved"));
  assert.deepEqual(Object.keys(places), [data.nodes[3].id]);
  assert.ok(places[data.nodes[3].id].every(Number.isFinite));
  await page.click("#reset");
}));

test("a thousand devices are ready within five seconds and follow the wheel", () => withPage("campus-1000", async (page) => {
  const ready = await page.eval("performance.getEntriesByType('navigation')[0].loadEventEnd");
  assert.ok(ready > 0 && ready < 5000, `${ready} ms`);
  const before = await scale(page);
  await page.mouse("mouseWheel", { x: 700, y: 500 }, { deltaX: 0, deltaY: -240, button: "none" });
  await page.until(`+document.querySelector(".view").getAttribute("transform").match(/scale\\((.*)\\)/)[1] > ${before * 1.2}`);
}));

test("search highlights what matches and Enter brings it to the middle", () => withPage("campus-40", async (page) => {
  await page.key("/", "Slash");
  await page.type("acc-b02");
  assert.equal(await count(page, ".match"), 1);
  assert.equal(await page.eval(`document.querySelector(".match .name").textContent`), "acc-b02");
  assert.equal(await page.eval(`document.getElementById("found").textContent`), "1 found");
  await page.key("Enter");
  const [at, stage] = [await page.place(".match"), await page.place("#map")];
  assert.ok(Math.hypot(at.x - stage.x, at.y - stage.y) < 60, JSON.stringify([at, stage]));
  assert.match(await panel(page), /^×?\s*acc-b02/);
  await page.click("#search");
  await page.key("Escape");
  assert.equal(await count(page, ".match"), 0);
}));

test("search finds addresses, and MACs in any spelling", () => withPage("ten", async (page) => {
  for (const [text, found] of [["10.0.0.5", "printer-2"], ["02:00:00:00:00:05", "printer-2"], ["02-00-00-00-00-05", "printer-2"], ["0200.0000.0005", "printer-2"]]) {
    await page.eval(`document.getElementById("search").value = ""`);
    await page.click("#search");
    await page.type(text);
    assert.deepEqual(await page.eval(`[...document.querySelectorAll(".match .who, .match > .name")].map((el) => el.textContent)`), [found], text);
  }
}));

test("a click on a link shows its reasons, what speaks against it and other readings", () => withPage("ten", async (page, data) => {
  await page.settled();
  await page.clickAt(await page.eval(`(() => { const path = document.querySelector("[data-link='4'] > .line"); const p = path.getPointAtLength(path.getTotalLength() * 0.3).matrixTransform(path.getScreenCTM()); return { x: p.x, y: p.y }; })()`));
  for (const reason of data.links[4].because) assert.ok((await panel(page)).includes(reason.text), reason.text);
  assert.match(await panel(page), /blocked/);
  await page.click("[data-link='7'] > .line");
  const text = await panel(page);
  for (const part of [data.links[7].contradicting[0].text, data.links[7].alternatives[0].text, "97\u00a0%"]) assert.ok(text.includes(part), part);
  await page.key("Escape");
  assert.equal(await panel(page), null);
}));

test("a click on a device shows its addresses, links and ports", () => withPage("ten", async (page, data) => {
  await page.click(`${card(1)} > .name`);
  const text = await panel(page);
  for (const part of ["core1", "switch", "10.0.0.1", "02:00:00:00:00:01", "Gi1/1 — sw1 Gi0/1", data.nodes[1].description]) assert.ok(text.includes(part), part);
  await page.click("#panel a.go");
  assert.match(await panel(page), /BECAUSE/i);
}));

test("dragging moves a device with its wires, a reload keeps it, and the button puts it back", () => withPage("ten", async (page) => {
  const wire = `document.querySelector("[data-link='3'] > .line").getAttribute("d")`;
  const [from, way] = [await page.place(card(3)), await page.eval(wire)];
  await page.drag(await page.place(`${card(3)} > .name`), { x: 120, y: 60 });
  const moved = await page.place(card(3));
  assert.ok(Math.abs(moved.x - from.x - 120) < 2 && Math.abs(moved.y - from.y - 60) < 2, JSON.stringify([from, moved]));
  assert.notEqual(await page.eval(wire), way);
  assert.equal(await panel(page), null);
  const place = await page.eval(`document.querySelector('${card(3)}').getAttribute("transform")`);
  await page.reload();
  assert.equal(await page.eval(`document.querySelector('${card(3)}').getAttribute("transform")`), place);
  await page.click("#reset");
  assert.equal(await page.eval(wire), way);
  assert.equal(await page.eval("localStorage.length"), 0);
}));

test("wheel, buttons and keys zoom; the background pans; 0 shows all", () => withPage("ten", async (page) => {
  const first = await scale(page);
  const corner = { x: 1000, y: 300 };
  await page.mouse("mouseWheel", corner, { deltaX: 0, deltaY: -120, button: "none" });
  await page.until(`+document.querySelector(".view").getAttribute("transform").match(/scale\\((.*)\\)/)[1] > ${first}`);
  const wheel = await scale(page);
  await page.click("#zoom-in");
  const button = await scale(page);
  assert.ok(button > wheel);
  await page.eval(`document.getElementById("map").focus()`);
  await page.key("-", "Minus");
  assert.ok((await scale(page)) < button);
  const before = await page.place(card(0));
  await page.drag(corner, { x: -50, y: 30 });
  const after = await page.place(card(0));
  assert.ok(Math.abs(after.x - before.x + 50) < 1 && Math.abs(after.y - before.y - 30) < 1);
  await page.key("0", "Digit0");
  assert.ok(Math.abs((await scale(page)) - first) < 0.001);
}));

test("the legend counts and filters", () => withPage("ten", async (page, data) => {
  const shown = (selector) => page.eval(`[...document.querySelectorAll(${JSON.stringify(selector)})].filter((el) => el.getClientRects().length).length`);
  const blocked = data.links.filter((link) => link.state === "blocked").length;
  assert.equal(await shown(".wires .blocked"), blocked);
  assert.equal(await page.eval(`document.querySelector("label:has([data-filter=blocked]) .count").textContent`), String(blocked));
  await page.click("[data-filter=blocked]");
  assert.equal(await shown(".wires .blocked"), 0);
  await page.click("[data-filter=hosts]");
  assert.equal(await shown(".row"), 0);
  assert.equal(await page.eval(`document.querySelector('${card(2)} > .box').getAttribute("height")`), "40");
  await page.click("[data-filter=hosts]");
  assert.ok((await shown(".row")) > 0);
}));

test("the tables have a row for everything, sort, follow the search, and lead to details", () => withPage("campus-40", async (page, data) => {
  await page.click("#tab-devices");
  assert.equal(await count(page, "#table tbody tr"), data.nodes.length);
  await page.click("#table th:nth-child(7)");
  await page.click("#table th:nth-child(7)");
  assert.match(await page.eval(`document.querySelector("#table tbody td").textContent`), /^core[12]$/);
  await page.click("#search");
  await page.type("printer");
  assert.equal(await count(page, "#table tbody tr"), data.nodes.filter((node) => node.name.includes("printer")).length);
  await page.eval(`(() => { const s = document.getElementById("search"); s.value = ""; s.dispatchEvent(new Event("input")); })()`);
  await page.click("#tab-links");
  assert.equal(await count(page, "#table tbody tr"), data.links.length);
  await page.click("#table tbody tr");
  assert.match(await panel(page), /BECAUSE/i);
}));

test("light and dark follow the system until the button says otherwise", () => withPage("ten", async (page) => {
  const ground = () => page.eval(`getComputedStyle(document.body).backgroundColor`);
  assert.equal(await ground(), "rgb(14, 20, 27)");
  await page.click("#theme");
  assert.equal(await ground(), "rgb(246, 248, 250)");
}, "dark"));

test("hostile names are text everywhere", () => withPage("hostile", async (page, data) => {
  const harmless = async () => {
    assert.equal(await page.eval("document.title"), "Network map");
    assert.equal(await count(page, "script"), 3);
    assert.equal(await count(page, "img, iframe, object, embed, link"), 0);
  };
  await harmless();
  for (let number = 0; number < data.nodes.length; number++) {
    await page.eval(`choose({ node: ${number} })`);
    assert.ok(await page.eval(`document.querySelector("#panel h2").textContent === data.nodes[${number}].name`));
  }
  for (let number = 0; number < data.links.length; number++) await page.eval(`choose({ link: ${number} })`);
  await page.eval("choose({ segment: 0 })");
  for (const tab of ["devices", "links"]) await page.click("#tab-" + tab);
  await page.click("#search");
  await page.type("<script>");
  await page.key("Enter");
  await harmless();
}));

test("a script that gets into the page does not run", () => withPage("ten", async (page) => {
  await page.eval(`(() => { const s = document.createElement("script"); s.textContent = "document.title = 'owned'"; document.body.append(s); })()`);
  assert.equal(await page.eval("document.title"), "Network map");
  assert.equal(page.problems.length, 1);
  assert.match(page.problems.pop(), /Content Security Policy/);
}));

for (const name of ["ten", "campus-40-load", "campus-1000", "fabric"]) {
  test(`${name}: the picture in pixels is what the browser makes of the drawing`, { skip: !existsSync(join(gallery, `${name}.png`)) }, async () => {
    const page = await browser.open("data:text/html,<html data-ready=yes>");
    const source = (kind, type) => `data:${type};base64,${readFileSync(join(gallery, `${name}.${kind}`)).toString("base64")}`;
    try {
      // Both at an eighth of their size, where letters of different fonts are alike: the share of points that differ.
      const differing = await page.eval(`(async () => {
        const points = async (url) => {
          const image = new Image();
          image.src = url;
          await image.decode();
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [Math.ceil(image.width / 8), Math.ceil(image.height / 8)];
          const context = canvas.getContext("2d");
          context.imageSmoothingQuality = "high";
          context.drawImage(image, 0, 0, canvas.width, canvas.height);
          return context.getImageData(0, 0, canvas.width, canvas.height).data;
        };
        const [a, b] = [await points(${JSON.stringify(source("svg", "image/svg+xml"))}), await points(${JSON.stringify(source("png", "image/png"))})];
        if (a.length !== b.length) return [a.length, b.length];
        return a.reduce((sum, value, at) => sum + (Math.abs(value - b[at]) > 48), 0) / a.length;
      })()`);
      assert.ok(differing < 0.01, String(differing));
    } finally {
      await page.close();
    }
  });
}

test("an aggregate is one wire whose ring moves with it, and its members are in the panel", () => withPage("ten", async (page, data) => {
  const ring = `document.querySelector("[data-bundle] > .ring").getAttribute("transform")`;
  const before = await page.eval(ring);
  await page.eval(`choose({ bundle: document.querySelector("[data-bundle]").dataset.bundle.split(" ").map(Number) })`);
  assert.match(await panel(page), /core1 Po1 = sw1 Po1\s+aggregate of 2 links/);
  for (const link of data.links.filter((link) => link.lag)) assert.ok((await panel(page)).includes(`${link.a.device} ${link.a.port} — ${link.b.device} ${link.b.port}`));
  await page.key("Escape");
  await page.drag(await page.place(`${card(2)} > .name`), { x: 80, y: 40 });
  assert.notEqual(await page.eval(ring), before);
  await page.click("#reset");
  assert.equal(await page.eval(ring), before);
}));

test("a link of layer 3 shows its subnet and what carries it, the cables show what they carry, and the overlay goes away", () => withPage("routed", async (page, data) => {
  const place = data.links.findIndex((link) => link.layer === "l3" && link.carried_by.length > 1);
  const carriers = data.links[place].carried_by;
  await page.eval(`choose({ link: ${place} })`);
  const [first] = data.links[place].adjacencies;
  assert.match(await panel(page), new RegExp(`PROTOCOLS?\\s+(OSPF|OSPFv3|IS-IS|BGP) ${first.state}`, "i"));
  assert.match(await panel(page), new RegExp(`CARRIED BY \\(${carriers.length}\\)`, "i"));
  assert.equal(await count(page, ".carrier"), carriers.length);
  await page.eval(`choose({ link: linkById.get(${JSON.stringify(carriers[0])}) })`);
  assert.match(await panel(page), /CARRIES \(\d+\)/i);
  const shown = () => page.eval(`[...document.querySelectorAll(".wires > .l3")].filter((el) => el.getClientRects().length).length`);
  assert.equal(await shown(), data.links.filter((link) => link.layer === "l3").length);
  await page.click("[data-filter=l3]");
  assert.equal(await shown(), 0);
}));

test("more than sixty links of layer 3 begin hidden, the legend shows them, and the table leads to each", () => withPage("fabric-6x12", async (page, data) => {
  const routed = data.links.filter((link) => link.layer === "l3").length;
  assert.ok(routed > 60);
  const shown = (layer) => page.eval(`[...document.querySelectorAll(".wires > .link${layer}")].filter((el) => el.getClientRects().length).length`);
  const box = () => page.eval(`document.querySelector("[data-filter=l3]").checked`);
  const cables = await shown(":not(.l3)");
  assert.ok(cables > 0);
  assert.deepEqual([await shown(".l3"), await box()], [0, false]);
  await page.eval(`choose({ link: ${data.links.findIndex((link) => link.layer === "l3")} })`);
  assert.match(await panel(page), /layer 3/i);
  await page.key("Escape");
  await page.click("[data-filter=l3]");
  assert.deepEqual([await shown(".l3"), await shown(":not(.l3)"), await box()], [routed, cables, true]);
  await page.click("[data-filter=l3]");
  assert.equal(await shown(".l3"), 0);
}));

test("at most sixty links of layer 3 are shown from the start", () => withPage("fabric", async (page, data) => {
  assert.ok(data.links.filter((link) => link.layer === "l3").length <= 60);
  assert.equal(await page.eval(`document.querySelector("[data-filter=l3]").checked`), true);
}));

test("subnets have a table and show who is in them", () => withPage("routed", async (page, data) => {
  await page.click("#tab-subnets");
  assert.equal(await count(page, "#table tbody tr"), data.subnets.length);
  const line = data.subnets.findIndex((subnet) => subnet.prefix === "10.32.255.0/30");
  await page.eval(`choose({ subnet: ${line} })`);
  for (const part of ["10.32.255.0/30", "MEMBERS (2)", ...data.subnets[line].members.map((member) => member.address)]) assert.ok((await panel(page)).toUpperCase().includes(part.toUpperCase()), part);
  await page.click("#tab-map");
  assert.equal(await count(page, ".inside-subnet"), 2);
  await page.eval(`choose({ node: byId.get(${JSON.stringify(data.subnets[line].members[0].end.node)}) })`);
  assert.match(await panel(page), /SUBNETS \(2\)/i);
}));

test("a page without subnets has no table of them", () => withPage("ten", async (page) => {
  assert.equal(await page.eval(`document.getElementById("tab-subnets").hidden`), true);
}));

const box = (page, selector) => page.eval(`(() => { const r = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return { x: r.x, y: r.y, width: r.width, height: r.height }; })()`);
const said = (page) => page.eval(`document.querySelector("#panel .chart output").textContent`);
// Moves the mouse over the first chart, to a minute of its day.
const hover = async (page, minute) => {
  const { x, y, width, height } = await box(page, "#panel .chart svg");
  const [left, right] = [x + 46, x + width - 8];
  await page.mouse("mouseMoved", { x: left + ((right - left) * (minute + 0.5)) / 1440, y: y + height / 2 }, { button: "none" });
};

for (const colours of ["light", "dark"]) {
  test(`a link shows the traffic of both its ports, in ${colours}`, () => withPage("ten-charts", async (page, data) => {
    assert.match(await page.eval(`document.getElementById("legend-body").innerText`), /\d+ charts: click/);
    const link = data.links.findIndex(({ a, b }) => a.port && b.port);
    await page.eval(`choose({ link: ${link} })`);
    assert.equal(await count(page, "#panel .chart"), 2);
    assert.equal(await count(page, "#panel .chart .curve"), 4);
    assert.equal(await count(page, "#panel .chart .filled"), 4);
    assert.match(await panel(page), /95th/);
    // What a person reads at noon is what the series has: the chart's clock is an hour ahead of UTC.
    await hover(page, 720);
    const peak = link + 1;
    const minutes = [0, 1, 2, 3, 4].map((n) => 720 + n);
    const octets = minutes.map((minute) => peak * (30 + Math.floor((Math.max(0, 720 - Math.abs(minute - 780)) * (80 + ((minute * minute) % 41))) / 100)) * 10000);
    const bps = (octets.reduce((a, b) => a + b) / 300) * 8;
    const [, clock, value, unit] = (await said(page)).match(/^(?:2026-11-23 )?(\S+)\s+in (\S+) (\S+)/);
    assert.deepEqual([clock, unit], ["13:00", "kbit/s"]);
    assert.ok(Math.abs(value * 1000 - bps) < bps / 500, `${value} ${bps}`);
    // A gap tells its reason.
    await hover(page, 197);
    assert.match(await said(page), /^(2026-11-23 )?04:1\d.*gap: in, out: the sample was missed$/s);
    assert.ok((await box(page, "#panel .chart .hole")).width >= 2);
    const [texts, edge] = [await page.eval(`[...document.querySelectorAll("#panel .chart svg text")].map((el) => el.getBoundingClientRect()).map((r) => [r.left, r.right, r.top, r.bottom])`), await box(page, "#panel")];
    for (const [n, a] of texts.entries()) {
      assert.ok(a[0] >= edge.x && a[1] <= edge.x + edge.width, "no text is cut off");
      for (const b of texts.slice(n + 1)) assert.ok(a[1] <= b[0] || b[1] <= a[0] || a[3] <= b[2] || b[3] <= a[2], `texts overlap: ${a} ${b}`);
    }
  }, colours));
}

test("charts are read with the keyboard, and grow", () => withPage("ten-charts", async (page, data) => {
  await page.eval(`choose({ link: ${data.links.findIndex(({ a, b }) => a.port && b.port)} })`);
  await page.eval(`document.querySelector("#panel .chart svg").focus()`);
  await page.key("Home");
  assert.match(await said(page), /01:00\s+in \S+ kbit\/s · out/);
  await page.key("ArrowRight");
  assert.match(await said(page), /01:05/);
  await page.key("End");
  assert.match(await said(page), /2026-11-24 00:55/);
  assert.equal(await count(page, "#panel .chart .dot"), 2);
  const before = (await box(page, "#panel .chart svg")).width;
  await page.click("button.larger");
  await page.until(`document.querySelector("#panel .chart svg").viewBox.baseVal.width > ${before * 1.5}`);
}));

test("a device shows its own charts, and those of its ports where they are opened", () => withPage("ten-charts", async (page, data) => {
  await page.eval(`choose({ node: 0 })`);
  assert.match(await panel(page), /Temperature/);
  assert.match(await panel(page), /°C/);
  const closed = await count(page, "#panel .charts");
  assert.ok(closed > 0);
  assert.equal(await count(page, "#panel .chart"), 1);
  await page.eval(`document.querySelector("#panel .charts > summary").click()`);
  await page.until(`document.querySelectorAll("#panel .charts .chart .curve").length === 2`);
}));
