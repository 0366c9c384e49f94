// A Chromium without a window, driven over a pipe with the DevTools protocol. Needs nothing but Node.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FLAGS = [
  "--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--window-size=1400,900",
];
const ANSWER_WITHIN_MS = 60_000;

export class Chromium {
  static start(path) {
    const browser = new Chromium();
    browser.profile = mkdtempSync(join(tmpdir(), "netwarden-browser-"));
    browser.process = spawn(path, [...FLAGS, `--user-data-dir=${browser.profile}`, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    browser.next = 1;
    browser.waiting = new Map();
    browser.listeners = new Set();
    browser.process.on("exit", (code) => {
      for (const { reject } of browser.waiting.values()) reject(new Error(`the browser ended with ${code}`));
    });
    browser.process.stdio[3].on("error", () => {}); // It ended: told above.
    let rest = Buffer.alloc(0);
    browser.process.stdio[4].on("data", (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (let end; (end = rest.indexOf(0)) >= 0; rest = rest.subarray(end + 1)) browser.receive(JSON.parse(rest.subarray(0, end)));
    });
    return browser;
  }

  receive(message) {
    const waiting = this.waiting.get(message.id);
    if (!waiting) return this.listeners.forEach((listener) => listener(message));
    this.waiting.delete(message.id);
    clearTimeout(waiting.timer);
    if (message.error) waiting.reject(new Error(`${waiting.method}: ${message.error.message}`));
    else waiting.resolve(message.result);
  }

  send(method, params = {}, sessionId = undefined) {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: no answer in ${ANSWER_WITHIN_MS} ms`)), ANSWER_WITHIN_MS);
      this.waiting.set(id, { resolve, reject, method, timer });
      this.process.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + "\0");
    });
  }

  async open(url, colours = "light") {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page(this, sessionId, targetId);
    await page.start(url, colours);
    return page;
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.send("Browser.close").catch(() => {}); // It may end before it answers.
    const timer = setTimeout(() => this.process.kill("SIGKILL"), 5000);
    await ended;
    clearTimeout(timer);
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Page {
  constructor(browser, session, target) {
    Object.assign(this, { browser, session, target, problems: [], requests: [] });
    this.listener = ({ sessionId, method, params }) => sessionId === session && this.note(method, params);
    browser.listeners.add(this.listener);
  }

  // Everything that a page should not do.
  note(method, params) {
    if (method === "Runtime.exceptionThrown") this.problems.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    if (method === "Runtime.consoleAPICalled") this.problems.push(`console.${params.type}: ${params.args.map((arg) => arg.value).join(" ")}`);
    if (method === "Log.entryAdded" && params.entry.level !== "verbose") this.problems.push(params.entry.text);
    if (method === "Page.javascriptDialogOpening") this.problems.push(`dialog: ${params.message}`);
    if (method === "Network.requestWillBeSent") this.requests.push(params.request.url);
  }

  send(method, params) {
    return this.browser.send(method, params, this.session);
  }

  async start(url, colours) {
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await this.send(domain + ".enable");
    await this.send("Emulation.setDeviceMetricsOverride", { width: 1400, height: 900, deviceScaleFactor: 1, mobile: false });
    await this.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: colours }] });
    await this.send("Page.navigate", { url });
    await this.until("document.documentElement.dataset.ready === 'yes'");
  }

  async reload() {
    await this.eval("document.documentElement.dataset.ready = 'no'");
    await this.send("Page.reload");
    await this.until("document.documentElement.dataset.ready === 'yes'");
  }

  async eval(expression) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async until(expression) {
    const end = Date.now() + ANSWER_WITHIN_MS;
    while (!(await this.eval(expression).catch(() => false))) {
      if (Date.now() > end) throw new Error(`never became true: ${expression}\n${this.problems.join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  // Two frames on: what a change of size has led to (the map fits itself to its stage again) has been done.
  settled() {
    return this.eval("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
  }

  // The middle of what a selector finds first, on the screen.
  async place(selector) {
    await this.settled();
    return this.eval(`(() => { const r = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return { x: r.x + r.width / 2, y: r.y + r.height / 2 }; })()`);
  }

  mouse(type, { x, y }, more = {}) {
    return this.send("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1, ...more });
  }

  async clickAt(point) {
    await this.mouse("mousePressed", point);
    await this.mouse("mouseReleased", point);
  }

  async click(selector) {
    await this.clickAt(await this.place(selector));
  }

  async drag(from, by) {
    await this.mouse("mousePressed", from);
    for (const part of [0.3, 0.7, 1]) await this.mouse("mouseMoved", { x: from.x + by.x * part, y: from.y + by.y * part }, { buttons: 1 });
    await this.mouse("mouseReleased", { x: from.x + by.x, y: from.y + by.y });
  }

  async type(text) {
    await this.send("Input.insertText", { text });
  }

  async key(key, code = key) {
    const text = key === "Enter" ? "\r" : key.length === 1 ? key : undefined;
    const windowsVirtualKeyCode = { Enter: 13, Escape: 27 }[key];
    await this.send("Input.dispatchKeyEvent", { type: "keyDown", key, code, text, windowsVirtualKeyCode });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", key, code, windowsVirtualKeyCode });
  }

  async close() {
    this.browser.listeners.delete(this.listener);
    await this.browser.send("Target.closeTarget", { targetId: this.target });
  }
}
