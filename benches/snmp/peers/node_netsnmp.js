// npm net-snmp: node node_netsnmp.js CASE PORT SECONDS IN_FLIGHT. A session per device, callbacks, one request each in flight.
"use strict";
const snmp = require("net-snmp");
const [kind, port, seconds, inFlight] = [process.argv[2], ...process.argv.slice(3).map(Number)];

const UPTIME = "1.3.6.1.2.1.1.3.0";
const COLUMNS = [6, 7, 8, 10, 11, 12].map((column) => `1.3.6.1.2.1.31.1.1.1.${column}`);
const tally = { requests: 0, varbinds: 0, errors: 0 };
let sum = 0n;

function open(number) {
  const options = { port, timeout: 1000, retries: 1, transport: "udp4" };
  if (kind !== "v3") return snmp.createSession(`127.1.${number >> 8}.${number & 255}`, "public", { ...options, version: snmp.Version2c });
  const user = {
    name: "bench", level: snmp.SecurityLevel.authPriv, authProtocol: snmp.AuthProtocols.sha, authKey: "authentication",
    privProtocol: snmp.PrivProtocols.aes, privKey: "confidentiality",
  };
  return snmp.createV3Session("127.0.0.1", user, { ...options, version: snmp.Version3 });
}

function number(varbind) {
  if (snmp.isVarbindError(varbind)) return 0;
  if (varbind.type === snmp.ObjectType.Counter64) sum += varbind.value.readBigUInt64BE !== undefined && varbind.value.length === 8
    ? varbind.value.readBigUInt64BE() : BigInt("0x" + varbind.value.toString("hex"));
  else sum += BigInt(varbind.value);
  return 1;
}

const steps = {
  get: (session, done) => session.get([UPTIME], (error, varbinds) => done(error, 1, error ? [] : varbinds, 1)),
  // getBulk gives an array per repeater
  bulk: (session, done) => session.getBulk(COLUMNS, 0, 10, (error, rows) => done(error, 1, error ? [] : rows.flat(), 60)),
  // Its tableColumns walks the columns one after the other.
  walk: (session, done) => session.tableColumns("1.3.6.1.2.1.31.1.1", [6, 7, 8, 10, 11, 12], 49, (error, table) => {
    let count = 0;
    for (const row of Object.values(table ?? {})) for (const value of Object.values(row)) {
      sum += BigInt("0x" + value.toString("hex"));
      count++;
    }
    done(error, 6, count, 288);
  }),
};
steps.v3 = steps.get;

const sessions = Array.from({ length: inFlight }, (_, number) => open(number));
function warm() {
  if (kind !== "v3") return Promise.resolve();
  return Promise.all(sessions.map((session) => new Promise((resolve, reject) => session.get([UPTIME], (error) => (error ? reject(error) : resolve())))));
}

warm().then(() => {
  const spent = process.cpuUsage();
  const from = performance.now();
  const until = from + seconds * 1000;
  let live = sessions.length;
  const next = (session) => steps[kind](session, (error, requests, varbinds, expected) => {
    const count = typeof varbinds === "number" ? varbinds : varbinds.reduce((count, varbind) => count + number(varbind), 0);
    tally.requests += requests;
    tally.varbinds += count;
    if (error || count !== expected) tally.errors++;
    if (performance.now() < until) return next(session);
    if (--live) return;
    const { user, system } = process.cpuUsage(spent);
    const wall = (performance.now() - from) / 1000;
    console.log(JSON.stringify({ ...tally, cpu: (user + system) / 1e6, wall }));
    process.exit(0);
  });
  sessions.forEach(next);
}, (error) => { console.error(String(error)); process.exit(1); });
