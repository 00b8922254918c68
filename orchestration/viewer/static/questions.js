// What an address asks, as orchestration/viewer/asked.py reads it: for pages that have their rows beside them.
const WORDS = ["measure", "statistic", "clock", "view", "by", "range", "from", "to", "every", "group", "compare", "page"];
const RANGES = { "12m": 365, "7d": 7, "30d": 30, "90d": 90, all: 0 };

/** The choices of an address, defaults included; throws an Error in words that can be shown. */
export function question(entry, words, cut) {
  for (const name of words.keys()) {
    if (!WORDS.includes(name) && !entry.slicers.some((one) => one.name === name)) throw new Error(`${name}: this report has no such parameter`);
  }
  const view = oneOf("view", words, entry.views.map((one) => one.name));
  const order = [...entry.measures].sort((a, b) => (view === "distribution" ? Number(b.has_events) - Number(a.has_events) : 0));
  const measure = entry.measures.length ? order.find((one) => one.name === oneOf("measure", words, order.map(({ name }) => name))) : null;
  const by = oneOf("by", words, cut ? [entry.dates[0].name] : entry.dates.map((one) => one.name));
  const [from, to] = dates(words, entry.bounds[by] ?? entry.bounds[entry.dates[0].name], cut);
  if (measure?.whole && words.has(measure.whole)) throw new Error(`${measure.whole}: ${measure.label} is a share of all of them`);
  if (view === "distribution" && !measure?.has_events) throw new Error(`view: ${measure?.label ?? entry.title} has no distribution`);
  return {
    view, by, from, to,
    measure: measure?.name ?? "",
    statistic: oneOf("statistic", words, measure?.statistics ?? ["mean"]),
    clock: oneOf("clock", words, measure?.clocks ?? ["calendar"]),
    every: oneOf("every", words, usual(entry, from, to)),
    group: group(entry, measure, words, view),
    compare: oneOf("compare", words, ["none", "previous"]),
    page: Math.max(1, Number.parseInt(words.get("page") ?? "1", 10) || 1),
  };
}

function oneOf(name, words, possible) {
  const value = words.get(name);
  if (!value) return possible[0];
  if (!possible.includes(value)) throw new Error(`${name}: ${value} is not one of ${possible.join(", ")}`);
  return value;
}

function group(entry, measure, words, view) {
  const possible = measure?.groups ?? [];
  if (!words.get("group") && possible.length && (measure.apart || view === "totals")) {
    return measure.apart || !possible.includes("team") ? possible[0] : "team";
  }
  return oneOf("group", words, ["none", ...possible]);
}

function dates(words, [first, last], cut) {
  const to = date(words, "to") ?? last;
  let from = date(words, "from");
  if (!from) {
    const days = RANGES[oneOf("range", words, Object.keys(RANGES))];
    from = days ? later(shifted(to, 1 - days), first) : first;
    if (from > to) from = to;
  }
  if (from > to) throw new Error(`from: ${from} is after ${to}`);
  return [cut ? later(from, cut) : from, to];
}

function date(words, name) {
  const value = words.get(name);
  if (!value) return null;
  if (!/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(Date.parse(value))) throw new Error(`${name}: ${value} is no date such as 2026-03-31`);
  return value;
}

function usual(entry, from, to) {
  const days = daysBetween(from, to);
  const first = entry.is_period ? "month" : days <= 45 ? "day" : days <= 200 ? "week" : "month";
  return [...entry.frequencies].sort((a, b) => Number(b === first) - Number(a === first));
}

const later = (a, b) => (a > b ? a : b);

export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86400000);

export function shifted(day, days) {
  return new Date(Date.parse(day) + days * 86400000).toISOString().slice(0, 10);
}

/** The first date of the period that a date is in; `weekStart` is 1 for Monday to 7 for Sunday. */
export function periodOf(day, every, weekStart) {
  if (every === "day") return day;
  if (every === "month") return `${day.slice(0, 8)}01`;
  if (every === "year") return `${day.slice(0, 5)}01-01`;
  if (every === "quarter") return `${day.slice(0, 5)}${String(Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, "0")}-01`;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  return shifted(day, -((weekday - weekStart + 7) % 7));
}
