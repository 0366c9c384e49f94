// Details of what is chosen, and the tables. All text goes in as text: names come from the network.
const panel = document.getElementById("panel");
const linksOf = data.nodes.map(() => []);
const byId = new Map(data.nodes.map((node, number) => [node.id, number]));
data.links.forEach((link, number) => {
  for (const end of new Set([link.a.node, link.b.node])) linksOf[byId.get(end)]?.push(number);
});
const KINDS = { router: "router", bridge: "switch", repeater: "repeater", "access-point": "access point", phone: "phone", printer: "printer", host: "host", unknown: "unknown" };

function make(tag, text, attributes = {}) {
  const el = document.createElement(tag);
  if (text !== undefined && text !== null) el.textContent = text;
  for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, value);
  return el;
}

function go(text, choice) {
  const a = make("a", text, { class: "go", tabindex: "0", role: "button" });
  const chosen = () => choose(choice, true);
  a.addEventListener("click", chosen);
  a.addEventListener("keydown", (event) => event.key === "Enter" && chosen());
  return a;
}

// The aggregate whose members alone these links are.
const aggregateOf = (links) => (links[0]?.lag && links.every((link) => link.lag === links[0].lag) ? links[0].lag : null);
const linkById = new Map(data.links.map((link, number) => [link.id, number]));
const segmentById = new Map(data.segments.map((segment, number) => [segment.id, number]));
// For every link and segment of layer 2, by its id: the links of layer 3 that it carries.
const carries = new Map();
data.links.forEach((link, number) => link.carried_by.forEach((id) => carries.set(id, [...(carries.get(id) ?? []), number])));
const plural = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
const endText = (end) => (end.port ? `${end.device} ${end.port}` : end.device);
const percent = (value) => (value * 100).toFixed(value > 0.99 && value < 1 ? 1 : 0) + "\u00a0%";
const speed = (bps) => (bps === null ? "" : bps >= 1e9 ? bps / 1e9 + " Gb/s" : bps >= 1e6 ? bps / 1e6 + " Mb/s" : bps / 1e3 + " kb/s");

function facts(pairs) {
  const list = make("dl");
  for (const [name, value] of pairs) {
    if (value === null || value === undefined || value === "") continue;
    const dd = make("dd");
    dd.append(value);
    list.append(make("dt", name), dd);
  }
  return list;
}

function reasons(title, list, kind = "") {
  if (!list.length) return [];
  const ul = make("ul", null, { class: kind });
  for (const reason of list) {
    const li = make("li");
    const div = make("div");
    div.append(make("span", reason.source, { class: "tag" }), reason.text);
    li.append(div, make("small", `${reason.row} of ${nameOf(reason.device)}`));
    ul.append(li);
  }
  return [make("h3", title), ul];
}

const nameOf = (id) => data.nodes[byId.get(id)]?.name ?? id;

function deviceDetails(number) {
  const node = data.nodes[number];
  const parts = [make("h2", node.name), make("p", KINDS[node.kind] + (node.polled ? "" : ", did not answer itself"), { class: "sub" })];
  parts.push(facts([
    ["Addresses", node.addresses.join(", ")], ["MAC", node.macs.join(", ")], ["System name", node.sys_name !== node.name ? node.sys_name : null],
    ["Vendor", node.vendor], ["Description", node.description], ["Id", node.id !== node.name ? node.id : null],
  ]));
  parts.push(...deviceCharts(node));
  const links = make("ul");
  for (const place of linksOf[number]) {
    const link = data.links[place];
    const [here, there] = link.a.node === node.id ? [link.a, link.b] : [link.b, link.a];
    const li = make("li");
    if (link.layer === "l3") li.append(make("span", "L3", { class: "tag l3" }));
    if (link.state === "blocked") li.append(make("span", "blocked", { class: "tag blocked" }));
    li.append(go(`${here.port ? here.port + " — " : ""}${endText(there)}`, { link: place }), make("small", ` ${link.strength}, ${percent(link.confidence)}`));
    links.append(li);
  }
  data.segments.forEach((segment, place) => {
    if (!segment.members.some((member) => member.node === node.id)) return;
    const li = make("li");
    li.append(make("span", "segment", { class: "tag" }), go(segment.name, { segment: place }));
    links.append(li);
  });
  if (links.childElementCount) parts.push(make("h3", `Links (${links.childElementCount})`), links);
  const subnets = make("ul");
  data.subnets.forEach((subnet, place) => {
    for (const { end, address } of subnet.members.filter((member) => member.end.node === node.id)) {
      const li = make("li");
      li.append(go(subnet.prefix, { subnet: place }), make("small", ` ${address}${end.port ? " on " + end.port : ""}`));
      subnets.append(li);
    }
  });
  if (subnets.childElementCount) parts.push(make("h3", `Subnets (${subnets.childElementCount})`), subnets);
  if (node.ports.length) {
    const table = make("table");
    for (const port of node.ports) {
      const row = make("tr");
      row.append(make("td", port.name), make("td", port.alias), make("td", speed(port.speed_bps)), make("td", port.up === null ? "" : port.up ? "up" : "down"));
      table.append(row);
    }
    parts.push(make("h3", `Ports (${node.ports.length})`), table);
  }
  return parts;
}

function linkDetails(place) {
  const link = data.links[place];
  const head = make("h2");
  head.append(go(endText(link.a), { node: byId.get(link.a.node) }), " — ", go(endText(link.b), { node: byId.get(link.b.node) }));
  const tags = make("p", null, { class: "sub" });
  for (const word of [link.strength, link.state === "unknown" ? null : link.state, link.layer]) {
    if (word) tags.append(make("span", word === "l2" ? "layer 2" : word === "l3" ? "layer 3" : word, { class: "tag " + word }));
  }
  const alternatives = make("ul");
  for (const other of link.alternatives) {
    const li = make("li");
    li.append(make("div", `${endText(other.a)} — ${endText(other.b)}`), make("small", `${percent(other.confidence)}: ${other.text}`));
    alternatives.append(li);
  }
  return [
    head, tags,
    facts([...flowFacts(place), ["Confidence", percent(link.confidence)], ["Protocols", link.adjacencies.map(spoken).join(", ")], ["Subnet", subnetOf(link)],
      ["Aggregate", link.lag], ["VLANs", ranges(link.vlans)], ["Id", link.id]]),
    ...linkCharts(link),
    ...listed("Carried by", link.carried_by.flatMap(carrierItem)), ...listed("Carries", (carries.get(link.id) ?? []).map(linkItem)),
    ...reasons("Because", link.because), ...reasons("Against it", link.contradicting, "against"),
    ...(link.alternatives.length ? [make("h3", "Other readings"), alternatives] : []),
  ];
}

const PROTOCOLS = { ospf: "OSPF", ospfv3: "OSPFv3", isis: "IS-IS", bgp: "BGP" };
const spoken = ({ protocol, state, area }) => `${PROTOCOLS[protocol] ?? protocol} ${state}${area ? `, area ${area}` : ""}`;

function subnetOf(link) {
  const place = data.subnets.findIndex(({ prefix }) => prefix === link.subnet);
  return place < 0 ? link.subnet : go(link.subnet, { subnet: place });
}

function listed(title, items) {
  if (!items.length) return [];
  const ul = make("ul");
  ul.append(...items);
  return [make("h3", `${title} (${items.length})`), ul];
}

// A cable or segment by its id.
function carrierItem(id) {
  if (linkById.has(id)) return [linkItem(linkById.get(id))];
  if (!segmentById.has(id)) return [];
  const li = make("li");
  li.append(make("span", "segment", { class: "tag" }), go(data.segments[segmentById.get(id)].name, { segment: segmentById.get(id) }));
  return [li];
}

function subnetDetails(place) {
  const subnet = data.subnets[place];
  const members = subnet.members.map(({ end, address, gateway }) => {
    const li = make("li");
    if (gateway) li.append(make("span", "router", { class: "tag" }));
    li.append(go(endText(end), { node: byId.get(end.node) }), make("small", " " + address));
    return li;
  });
  const shared = subnet.virtual_addresses.map(({ address, protocol, group, master }) => {
    const li = make("li");
    li.append(make("span", protocol.toUpperCase() + " " + group, { class: "tag" }), address);
    if (master) li.append(" at ", go(endText(master), { node: byId.get(master.node) }));
    return li;
  });
  return [make("h2", subnet.prefix), make("p", "subnet", { class: "sub" }), ...listed("Shared addresses", shared), ...listed("Members", members)];
}

function flowFacts(place) {
  if (!drawing.flows) return [];
  const [, there, , back] = drawing.flows[place];
  const { a, b } = data.links[place];
  return [[`${a.device} sends`, there], [`${b.device} sends`, back]];
}

function linkItem(place) {
  const link = data.links[place];
  const li = make("li");
  if (link.layer === "l3") li.append(make("span", "L3", { class: "tag l3" }));
  if (link.state === "blocked") li.append(make("span", "blocked", { class: "tag blocked" }));
  const load = drawing.flows ? `, ${drawing.flows[place][1]} and back ${drawing.flows[place][3]}` : "";
  li.append(go(`${endText(link.a)} — ${endText(link.b)}`, { link: place }), make("small", ` ${link.strength}, ${percent(link.confidence)}${load}`));
  return li;
}

function bundleDetails(places) {
  const list = make("ul");
  list.append(...places.map(linkItem));
  const lag = aggregateOf(places.map((place) => data.links[place]));
  if (lag) return [make("h2", lag), make("p", `aggregate of ${plural(places.length, "link")}`, { class: "sub" }), list];
  return [make("h2", plural(places.length, "link")), make("p", "between two groups of devices", { class: "sub" }), list];
}

function groupDetails(vertex) {
  const group = groups.get(vertex);
  const inside = make("ul");
  drawing.home.forEach((home, member) => {
    if (home !== vertex) return;
    const li = make("li");
    if (groups.has(member)) li.append(make("span", "group", { class: "tag" }), go(groups.get(member).name, { group: member }));
    else if (member < data.nodes.length) li.append(go(data.nodes[member].name, { node: member }), make("small", " " + (data.nodes[member].addresses[0] ?? "")));
    else li.append(make("span", "segment", { class: "tag" }), go(data.segments[member - data.nodes.length].name, { segment: member - data.nodes.length }));
    inside.append(li);
  });
  return [make("h2", group.name), make("p", group.counts, { class: "sub" }), ...(group.states ? [make("p", group.states, { class: "against" })] : []), make("h3", "In it"), inside];
}

function segmentDetails(place) {
  const segment = data.segments[place];
  const members = make("ul");
  for (const member of segment.members) {
    const li = make("li");
    li.append(go(endText(member), { node: byId.get(member.node) }));
    members.append(li);
  }
  return [
    make("h2", segment.name), make("p", "shared segment", { class: "sub" }), facts([["In the middle", segment.kind && `${segment.kind.replaceAll("-", " ")}: ${segment.kind_because}`], ["Confidence", percent(segment.confidence)], ["Id", segment.id]]),
    make("h3", `Members (${segment.members.length})`), members, ...listed("Carries", (carries.get(segment.id) ?? []).map(linkItem)), ...reasons("Because", segment.because),
  ];
}

function foldDetails(numbers) {
  const list = make("ul");
  for (const number of numbers) {
    const li = make("li");
    li.append(go(data.nodes[number].name, { node: number }), make("small", " " + data.nodes[number].addresses.join(", ")));
    list.append(li);
  }
  return [make("h2", `${numbers.length} more`), make("p", "not drawn one by one", { class: "sub" }), list];
}

// 1,2,3,10 → "1–3, 10"
function ranges(numbers) {
  const runs = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? from : `${from}–${to}`)).join(", ");
}

const TABLES = {
  devices: {
    heads: ["Name", "Kind", "Addresses", "MAC", "Vendor", "Ports", "Links", "Polled"],
    rows: () => data.nodes.map((node, number) => ({
      choice: { node: number },
      cells: [node.name, KINDS[node.kind], node.addresses.join(", "), node.macs.join(", "), node.vendor ?? "", node.ports.length, linksOf[number].length, node.polled ? "yes" : "no"],
    })),
  },
  links: {
    heads: ["Device", "Port", "Device", "Port", "Layer", "State", "Strength", "Confidence", "VLANs", "Aggregate", ...(drawing.flows ? ["First sends", "Second sends"] : [])],
    rows: () => data.links.map((link, number) => ({
      choice: { link: number },
      cells: [link.a.device, link.a.port ?? "", link.b.device, link.b.port ?? "", link.layer.toUpperCase(), link.state, link.strength, link.confidence, ranges(link.vlans), link.lag ?? "", ...(drawing.flows ? [drawing.flows[number][1], drawing.flows[number][3]] : [])],
    })),
  },
  subnets: {
    heads: ["Subnet", "Members", "Routers", "Shared addresses"],
    rows: () => data.subnets.map((subnet, number) => ({
      choice: { subnet: number },
      cells: [
        subnet.prefix, subnet.members.length, subnet.members.filter(({ gateway }) => gateway).map(({ end, address }) => `${end.device} ${address}`).join(", "),
        subnet.virtual_addresses.map(({ address, master }) => (master ? `${address} at ${master.device}` : address)).join(", "),
      ],
    })),
  },
};
const collator = new Intl.Collator("en", { numeric: true });

function drawTable(name, words) {
  const { heads, rows, sort = { column: 0, up: true } } = TABLES[name];
  const compare = ({ cells: a }, { cells: b }) => {
    const [x, y] = [a[sort.column], b[sort.column]];
    return (typeof x === "number" ? x - y : collator.compare(x, y)) * (sort.up ? 1 : -1);
  };
  const kept = rows().filter(({ cells }) => words.every((word) => cells.some((cell) => String(cell).toLowerCase().includes(word)))).sort(compare);
  const head = make("tr");
  heads.forEach((text, column) => {
    const th = make("th", text, { scope: "col", tabindex: "0", "aria-sort": column !== sort.column ? "none" : sort.up ? "ascending" : "descending" });
    const sorted = () => {
      TABLES[name].sort = { column, up: column === sort.column ? !sort.up : true };
      drawTable(name, words);
    };
    th.addEventListener("click", sorted);
    th.addEventListener("keydown", (event) => event.key === "Enter" && sorted());
    head.append(th);
  });
  const body = make("tbody");
  for (const { choice, cells } of kept) {
    const row = make("tr", null, { tabindex: "0" });
    cells.forEach((cell, column) => row.append(make("td", heads[column] === "Confidence" ? percent(cell) : String(cell).slice(0, 300))));
    row.addEventListener("click", () => choose(choice));
    row.addEventListener("keydown", (event) => event.key === "Enter" && choose(choice));
    body.append(row);
  }
  const thead = make("thead");
  thead.append(head);
  const table = make("table");
  table.append(thead, body);
  document.getElementById("table").replaceChildren(table);
}
