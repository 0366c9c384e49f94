// Where axes have ticks, and how values and times are written.
const LARGE = [[1e30, "Q"], [1e27, "R"], [1e24, "Y"], [1e21, "Z"], [1e18, "E"], [1e15, "P"], [1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];
const SMALL = [[1e-3, "m"], [1e-6, "µ"], [1e-9, "n"]];
// The divisor and the unit for values as great as this.
function scaled([symbol, prefixes], magnitude) {
  const list = prefixes === "none" ? [] : prefixes === "all" && magnitude < 1 && magnitude > 0 ? SMALL : LARGE;
  const [divisor, prefix] = list.find(([least]) => magnitude >= least) ?? [1, ""];
  return [divisor, prefix + (prefix && prefixes === "apart" ? " " : "") + symbol];
}
const plain = (value, decimals) => value.toFixed(decimals).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "").replace(/^-0$/, "0");
function valueText(unit, value) {
  const [divisor, symbol] = scaled(unit, Math.abs(value) * 1.00005);
  const shown = Math.abs(value / divisor);
  const digits = shown >= 1e6 || (shown > 0 && shown < 1e-3) ? (value / divisor).toExponential(2) : plain(value / divisor, shown >= 1000 ? 0 : shown >= 100 ? 1 : shown >= 10 ? 2 : 3);
  return `${digits} ${symbol}`.trim();
}
// Steps of 1, 2 or 5 times a power of ten, always with 0.
function valueTicks(low, high, most) {
  if (high - low < 1e-9) [low, high] = [0, 1];
  const least = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  return { step, values: Array.from({ length: Math.min(last - first + 1, 64) }, (_, n) => (first + n) * step) };
}

const [SECOND, MINUTE, HOUR, DAY] = [1e3, 6e4, 36e5, 864e5];
const STEPS = [1, 2, 5, 10, 15, 30].map((n) => n * SECOND).concat([1, 2, 5, 10, 15, 30].map((n) => n * MINUTE), [1, 2, 3, 4, 6, 12].map((n) => n * HOUR), [1, 2, 7, 14].map((n) => n * DAY));
const MONTHS = [1, 3, 6, 12, 24, 60, 120, 240, 600];
const NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (number) => String(number).padStart(2, "0");
// Times are moved by their offset from UTC and then read as UTC.
const clock = (local) => {
  const date = new Date(local);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}${date.getUTCSeconds() ? ":" + two(date.getUTCSeconds()) : ""}`;
};
const dayOf = (local) => new Date(local).toISOString().slice(0, 10);
function tickText(local, step, months) {
  const date = new Date(local);
  if (months) return months >= 12 || date.getUTCMonth() === 0 ? String(date.getUTCFullYear()) : NAMES[date.getUTCMonth()];
  return step >= DAY || local % DAY === 0 ? `${date.getUTCDate()} ${NAMES[date.getUTCMonth()]}` : clock(local);
}
// The shortest steps whose texts have room.
function timeTicks(from, to, room) {
  const fits = (ticks) => ticks.length <= 13 && ticks.every(([at, text], n) => n === 0 || ((at - ticks[n - 1][0]) / (to - from)) * room >= ((text.length + ticks[n - 1][1].length) / 2) * 6 + 12);
  for (const step of STEPS) {
    if ((to - from) / step > 13) continue;
    // Weeks begin on Mondays.
    const anchor = step % (7 * DAY) === 0 ? 4 * DAY : 0;
    const ticks = [];
    for (let at = Math.ceil((from - anchor) / step) * step + anchor; at <= to; at += step) ticks.push([at, tickText(at, step)]);
    if (fits(ticks)) return ticks;
  }
  for (const months of MONTHS) {
    const ticks = [];
    const date = new Date(from);
    let month = Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / months) * months;
    for (let at; (at = Date.UTC(Math.floor(month / 12), month % 12)) <= to; month += months) if (at >= from) ticks.push([at, tickText(at, 0, months)]);
    if (fits(ticks)) return ticks;
  }
  return [];
}
