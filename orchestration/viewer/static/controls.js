// The choices of a page, made from the report's entry; each change is a change of the address.
import { byId, make } from "./dom.js";
import { NOTHING, period } from "./format.js";

const RANGES = { "7d": "Last 7 days", "30d": "Last 30 days", "90d": "Last 90 days", "12m": "Last 12 months", all: "All data" };
const FREQUENCIES = { day: "Day", week: "Week", month: "Month", quarter: "Quarter", year: "Year" };
const STATISTICS = { mean: "Average", median: "Median", p90: "90th percentile" };
const CLOCKS = { calendar: "Around the clock", business: "Business hours" };
// Filters that most people look for; the others stand behind "More filters".
const USUAL = ["source", "pipeline", "team", "owner", "agent", "author", "source_type", "channel", "ticket_type", "scope_type", "scope"];

/** Draw every control for a state; `go(changes)` sets words of the address, null takes one away. */
export function drawControls(entry, state, words, go) {
  const measure = entry.measures.find((one) => one.name === state.measure);
  drawViews(entry, measure, state, go);
  const focused = document.activeElement?.id;
  byId("controls").replaceChildren(...choices(entry, measure, state, words, go));
  drawFilters(entry, measure, words, go);
  if (focused) byId(focused)?.focus({ preventScroll: true });
  const set = entry.slicers.filter((one) => words.has(one.name)).length;
  byId("chosen").textContent = set ? `· ${set} ${set > 1 ? "filters" : "filter"}` : "";
}

function drawViews(entry, measure, state, go) {
  const views = entry.views.filter((view) => view.name !== "distribution" || measure?.has_events);
  byId("views").hidden = views.length < 2;
  byId("views").replaceChildren(...views.map((view) => make("button", {
    type: "button",
    id: `view-${view.name}`,
    "aria-pressed": String(view.name === state.view),
    onclick: () => go({ view: view.name, page: null }),
  }, view.label)));
}

function choices(entry, measure, state, words, go) {
  const made = [];
  if (measure && entry.measures.length > 1 && state.view !== "cards") {
    made.push(select("measure", "Measure", entry.measures.map((one) => [one.name, one.label]), state.measure,
      (value) => go({ measure: value, statistic: null, clock: null, group: null, page: null })));
  }
  const isNumber = ["time", "totals"].includes(state.view);
  if (measure?.statistics.length > 1 && isNumber) {
    made.push(select("statistic", "Told as", named(measure.statistics, STATISTICS), state.statistic, (value) => go({ statistic: value })));
  }
  if (measure?.clocks.length > 1) {
    made.push(select("clock", "Clock", named(measure.clocks, CLOCKS), state.clock, (value) => go({ clock: value })));
  }
  if (measure && isNumber) made.push(groupChoice(entry, measure, state, go));
  if (state.view === "time" || entry.is_period) {
    made.push(select("every", "Frequency", named(entry.frequencies, FREQUENCIES), state.every, (value) => go({ every: value, page: null })));
  }
  if (entry.dates.length > 1) {
    made.push(select("by", "Dates by", entry.dates.map((one) => [one.name, one.label]), state.by, (value) => go({ by: value, page: null })));
  }
  return [...made, ...dateChoices(entry, state, words, go)];
}

function named(values, names) {
  return values.map((value) => [value, names[value]]);
}

function groupChoice(entry, measure, state, go) {
  const labels = new Map(entry.slicers.map((one) => [one.name, one.label]));
  const possible = measure.groups.map((name) => [name, labels.get(name)]);
  return select("group", "Group by", [["none", "Nothing"], ...possible], state.group, (value) => go({ group: value }));
}

function dateChoices(entry, state, words, go) {
  const isOne = entry.is_period && !["time", "totals"].includes(state.view);
  if (isOne) {
    const periods = (entry.periods?.[state.every] ?? []).map((date) => [date, period(date, state.every)]);
    const shown = periods.findLast(([date]) => date <= state.to)?.[0] ?? "";
    return periods.length ? [select("to", "Period", periods.reverse(), shown, (value) => go({ to: value, page: null }))] : [];
  }
  const custom = words.has("from") || words.has("to");
  const ranges = [...Object.entries(RANGES), ...(custom ? [["custom", "Chosen dates"]] : [])];
  const chosen = custom ? "custom" : words.get("range") ?? "12m";
  const made = [
    select("range", "Dates", ranges, chosen, (value) => value !== "custom" && go({ range: value, from: null, to: null, page: null })),
    date("from", "From", state.from, (value) => go({ from: value || null, to: state.to, range: null, page: null })),
    date("to", "To", state.to, (value) => go({ from: state.from, to: value || null, range: null, page: null })),
  ];
  if (["time", "totals"].includes(state.view)) made.push(comparison(state, go));
  return made;
}

function comparison(state, go) {
  const box = make("input", { type: "checkbox", id: "compare", onchange: (event) => go({ compare: event.target.checked ? "previous" : null }) });
  box.checked = state.compare === "previous";
  return make("label", { class: "control check", for: "compare" }, box, "Compare with the period before");
}

function select(id, label, options, value, onchange) {
  const element = make("select", { id, onchange: (event) => onchange(event.target.value) },
    ...options.map(([name, text]) => make("option", { value: name }, text)));
  element.value = value;
  return make("label", { class: "control", for: id }, label, element);
}

function date(id, label, value, onchange) {
  const element = make("input", { type: "date", id, value, onchange: (event) => onchange(event.target.value) });
  return make("label", { class: "control", for: id }, label, element);
}

function drawFilters(entry, measure, words, go) {
  const place = byId("filters");
  const open = [...place.querySelectorAll("details[open]")].map((one) => one.id);
  const scrolled = new Map([...place.querySelectorAll("details[open] ul")].map((one) => [one.closest("details").id, one.scrollTop]));
  const usable = entry.slicers.filter((one) => one.options.length > 1 && one.name !== measure?.whole);
  const isUsual = (one) => USUAL.includes(one.name) || words.has(one.name);
  const made = usable.filter(isUsual).map((one) => filter(one, words, go));
  const more = usable.filter((one) => !isUsual(one));
  if (more.length && !place.dataset.more) {
    made.push(make("button", { type: "button", id: "more", onclick: () => { place.dataset.more = "yes"; go({}); } }, `More filters (${more.length})`));
  } else made.push(...more.map((one) => filter(one, words, go)));
  if (entry.slicers.some((one) => words.has(one.name))) {
    const none = Object.fromEntries(entry.slicers.map((one) => [one.name, null]));
    made.push(make("button", { type: "button", id: "reset", onclick: () => go({ ...none, page: null }) }, "Clear filters"));
  }
  place.hidden = !made.length;
  const focused = document.activeElement?.id;
  place.replaceChildren(...made);
  for (const id of open) {
    if (byId(id)) byId(id).open = true;
    const list = byId(id)?.querySelector("ul");
    if (list) list.scrollTop = scrolled.get(id) ?? 0;
  }
  if (focused) byId(focused)?.focus({ preventScroll: true });
}

function filter(slicer, words, go) {
  const chosen = words.getAll(slicer.name);
  const labels = new Map(slicer.options.map((option) => [option.value, option.label]));
  const text = !chosen.length ? "all" : chosen.length === 1 ? labels.get(chosen[0]) ?? NOTHING : `${chosen.length} chosen`;
  const items = slicer.options.map((option, place) => {
    const box = make("input", { type: "checkbox", id: `${slicer.name}-${place}`, onchange: (event) => {
      const rest = chosen.filter((value) => value !== option.value);
      go({ [slicer.name]: event.target.checked ? [...rest, option.value] : rest, page: null });
    } });
    box.checked = chosen.includes(option.value);
    return make("li", {}, make("label", {}, box, option.label));
  });
  const list = make("ul", {}, ...items);
  const menu = make("div", { class: "menu" });
  if (items.length > 8) menu.append(finder(slicer, items));
  menu.append(list);
  const within = () => {
    menu.style.left = "0";
    menu.style.left = `${Math.min(0, document.documentElement.clientWidth - 8 - menu.getBoundingClientRect().right)}px`;
  };
  return make("details", { class: chosen.length ? "filter set" : "filter", id: `filter-${slicer.name}`, name: "filter", ontoggle: within },
    make("summary", { id: `summary-${slicer.name}` }, `${slicer.label}: ${text}`), menu);
}

function finder(slicer, items) {
  return make("input", { type: "search", "aria-label": `Find in ${slicer.label}`, placeholder: "Find", oninput: (event) => {
    const typed = event.target.value.toLowerCase();
    for (const item of items) item.hidden = !item.textContent.toLowerCase().includes(typed);
  } });
}
