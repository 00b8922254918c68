// The page of one report: the address says what is asked, everything else is drawn from it.
import { drawChart } from "./charts.js";
import { drawControls } from "./controls.js";
import { byId, make } from "./dom.js";
import { change, lastDate, period, shown } from "./format.js";
import { askRows, csvOfRows } from "./local.js";
import { askServer, csvOfServer } from "./remote.js";
import { scoreSections, weekCards } from "./scorecard.js";
import { MOST, table } from "./tables.js";

const entry = JSON.parse(byId("entry").textContent);
const isStatic = "reportRows" in window;
const ask = isStatic ? askRows : askServer;
const csvAddress = isStatic ? csvOfRows : csvOfServer;
// Width of a chart on paper, upright A4 or letter with the usual margins.
const PAPER = 640;
const MOST_UPRIGHT = 9;
let latest = 0;
let answered = null;

const words = () => new URLSearchParams(location.search);

/** The address with some words changed: null takes one away, a list gives several. */
function changed(changes) {
  const next = words();
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    for (const one of Array.isArray(value) ? value : value === null ? [] : [value]) next.append(name, one);
  }
  return next;
}

function go(changes) {
  const next = changed(changes).toString();
  if (next !== words().toString()) history.pushState(null, "", next ? `?${next}` : location.pathname.split("/").pop());
  return refresh();
}

async function refresh() {
  const turn = ++latest;
  byId("answer").setAttribute("aria-busy", "true");
  try {
    const answer = await ask(entry, words());
    if (turn !== latest) return;
    answered = answer;
    byId("problem").hidden = true;
    draw(answer);
  } catch (problem) {
    if (turn !== latest) return;
    byId("problem").replaceChildren(make("p", {}, problem.message), make("p", {}, ...waysOn(problem.message)));
    byId("problem").hidden = false;
    byId("answer").hidden = true;
  }
  byId("answer").setAttribute("aria-busy", "false");
  document.body.dataset.ready = String(turn);
}

/** What can be done about a question that has no answer here. */
function waysOn(message) {
  const anew = make("a", { href: location.pathname.split("/").pop() }, "Begin anew");
  return message.includes("CSV") ? [make("a", { href: csvAddress(entry, words()), download: `${entry.name}.csv` }, "Download CSV"), " · ", anew] : [anew];
}

function draw(answer, width = null) {
  byId("answer").hidden = Boolean(answer.empty);
  byId("choices").hidden = Boolean(answer.empty);
  drawNotes(answer);
  if (answer.empty) return;
  const measure = entry.measures.find((one) => one.name === answer.state.measure);
  drawControls(entry, answer.state, words(), go);
  byId("figure").hidden = true;
  const many = { cards: weekCards, scorecard: scoreSections }[answer.state.view];
  byId("cards").replaceChildren(...(many ? many(entry, answer) : measure && answer.total ? totalCards(answer, measure) : []));
  byId("cards").classList.toggle("sections", answer.state.view === "scorecard");
  const canDrill = entry.views.some((view) => view.name === "tickets") && ["time", "totals"].includes(answer.state.view);
  const note = measure ? drawChart(entry, answer, measure, canDrill ? (point) => go(drilled(answer, point)) : null, width) : null;
  if (note !== null) byId("caption").replaceChildren(title(answer, measure), make("small", {}, note));
  drawTable(answer, canDrill);
  byId("printed").textContent = chosen(answer);
  byId("sql").textContent = answer.sql;
  byId("csv").href = csvAddress(entry, words(), answer);
}

function title(answer, measure) {
  const column = answer.columns.find((one) => one.name === "value");
  const clock = answer.state.clock === "business" ? ", business hours" : "";
  const group = answer.columns.find((one) => one.name === "group");
  const name = answer.state.view === "distribution" ? answer.columns[0].label : column?.label ?? measure.label;
  return `${name}${clock}${group ? ` by ${group.label.toLowerCase()}` : ""}`;
}

function totalCards(answer, measure) {
  const { total, before, state } = answer;
  const dates = entry.is_period ? period(total.from, state.every) : `${period(total.from, "day")} – ${period(total.to, "day")}`;
  const moved = before ? change(measure.unit, measure.better, total.value, before.value) : null;
  const earlier = before && entry.is_period ? period(before.from, state.every) : before ? `${period(before.from, "day")} – ${period(before.to, "day")}` : "";
  const cards = [make("div", { class: "card", id: "total", "data-value": String(total.value) },
    make("h2", {}, measure.told[state.statistic]),
    make("p", { class: "number" }, shown(measure.unit, total.value)),
    make("p", { class: "change" }, dates))];
  if (before) {
    cards.push(make("div", { class: "card" },
      make("h2", {}, "Before"),
      make("p", { class: "number" }, shown(measure.unit, before.value)),
      make("p", { class: `change ${moved?.mood ?? ""}` }, moved ? moved.words : "nothing to compare"),
      make("p", { class: "change" }, earlier)));
  }
  if (measure.is_ratio && total.denominator !== null) {
    cards.push(make("div", { class: "card" },
      make("h2", {}, state.statistic === "mean" ? "Divided by" : "Made from"),
      make("p", { class: "number" }, shown("number", total.denominator)),
      make("p", { class: "change" }, state.statistic === "mean" ? breakable(measure.formula.split(" / ").pop()) : "events")));
  }
  return cards;
}

/** A formula that may go on in the next line behind any of its words. */
const breakable = (text) => text.replaceAll("_", "_\u200b");

/** The question for the tickets behind a bar or a row of the table. */
function drilled(answer, { period: start, key }) {
  const { state } = answer;
  const next = { view: "tickets", group: null, page: null };
  if (start) {
    const end = lastDate(start, state.every);
    Object.assign(next, { from: start < state.from ? state.from : start, to: end > state.to ? state.to : end, range: null });
  }
  return key === undefined ? next : { ...next, [state.group]: [key] };
}

function drawTable(answer, canDrill) {
  const grouped = answer.columns.some((column) => column.name === "group");
  const drill = canDrill ? (index) => {
    const point = { period: answer.state.view === "time" ? answer.rows[index][0] : undefined, key: grouped ? answer.keys[index] : undefined };
    return point.period || grouped ? `?${changed(drilled(answer, point))}` : null;
  } : null;
  const all = answer.row_count ?? answer.rows.length;
  const first = answer.row_count === null ? 1 : (answer.state.page - 1) * answer.page_size + 1;
  const drawn = Math.min(answer.rows.length, MOST);
  byId("count").textContent = drawn === all ? `${all} ${all === 1 ? "row" : "rows"}` : `Rows ${first} to ${first + drawn - 1} of ${all}; the CSV has all of them`;
  byId("table").replaceChildren(answer.rows.length ? table(answer, drill) : nothing());
  drawPager(answer, all);
}

function nothing() {
  const set = entry.slicers.some((one) => words().has(one.name));
  return make("div", { class: "empty" },
    make("p", {}, set ? "Nothing matches these filters in these dates." : "Nothing happened in these dates."),
    make("p", {}, make("a", { href: `?${changed({ ...Object.fromEntries(entry.slicers.map((one) => [one.name, null])), from: null, to: null, range: "all", page: null })}`, "data-inside": "yes" }, "Show all data without filters")));
}

function drawPager(answer, all) {
  const pages = Math.ceil(all / (answer.page_size ?? all));
  byId("pager").hidden = !(answer.row_count !== null && pages > 1);
  const { page } = answer.state;
  byId("pager").replaceChildren(
    make("button", { type: "button", disabled: page <= 1, onclick: () => go({ page: String(page - 1) }) }, "Earlier rows"),
    make("span", { class: "muted" }, `page ${page} of ${pages}`),
    make("button", { type: "button", disabled: page >= pages, onclick: () => go({ page: String(page + 1) }) }, "More rows"));
}

/** Why there is nothing, and which accounts cannot be in it. */
function drawNotes(answer) {
  const whole = entry.about.gaps.filter((gap) => !gap.column_name && gap.level === "none");
  const notes = whole.map((gap) => make("p", {}, make("b", {}, gap.source), ` is not in this report. ${gap.reason ?? ""}`));
  if (answer.empty) {
    const why = whole.length ? "There is nothing to show, and this is why:" : "There is nothing to show: the accounts' exports had no such rows.";
    notes.unshift(make("p", {}, make("b", {}, why)));
  }
  if (isStatic && window.reportRows.note) notes.push(make("p", {}, window.reportRows.note));
  byId("notes").replaceChildren(...notes);
}

/** What was asked, in a line for the paper, which has no controls. */
function chosen(answer) {
  const { state } = answer;
  const filters = entry.slicers.filter((one) => words().has(one.name)).map((one) => {
    const labels = new Map(one.options.map((option) => [option.value, option.label]));
    return `${one.label}: ${words().getAll(one.name).map((value) => labels.get(value) ?? value).join(" or ")}`;
  });
  const by = entry.dates.length > 1 ? ` by ${entry.dates.find((one) => one.name === state.by)?.label.toLowerCase()}` : "";
  const newest = entry.is_period ? (entry.periods[state.every] ?? []).findLast((date) => date <= state.to) : null;
  const isOne = newest && !["time", "totals"].includes(state.view);
  const dates = isOne ? period(newest, state.every) : `${period(state.from, "day")} – ${period(state.to, "day")}${by}`;
  return [dates, ...(state.clock === "business" ? ["business hours"] : []), ...filters].join("; ");
}

/** Light colours, a chart as wide as the paper, paper on its side for many columns; and back to what was on the screen. */
function forPaper(isPaper) {
  const root = document.documentElement;
  if (isPaper) root.dataset.paper = root.dataset.theme ?? "";
  root.dataset.theme = isPaper ? "light" : root.dataset.paper;
  if (!root.dataset.theme) delete root.dataset.theme;
  if (answered && !answered.empty) draw(answered, isPaper ? PAPER : null);
  document.body.classList.toggle("wide", isPaper && document.querySelectorAll("#table thead th").length > MOST_UPRIGHT);
}

function showTab(name) {
  for (const tab of ["report", "about"]) {
    const chosen = tab === name;
    byId(tab).hidden = !chosen;
    byId(`tab-${tab}`).setAttribute("aria-selected", String(chosen));
    byId(`tab-${tab}`).tabIndex = chosen ? 0 : -1;
  }
}

function tabFromAddress() {
  showTab(location.hash === "#about" ? "about" : "report");
}

function chooseTab(name) {
  history.replaceState(null, "", `${location.pathname}${location.search}${name === "about" ? "#about" : ""}`);
  showTab(name);
  byId(`tab-${name}`).focus();
  if (name === "report" && answered && !answered.empty) draw(answered);
}

for (const name of ["report", "about"]) {
  byId(`tab-${name}`).addEventListener("click", () => chooseTab(name));
  byId(`tab-${name}`).addEventListener("keydown", (event) => {
    if (["ArrowLeft", "ArrowRight"].includes(event.key)) chooseTab(name === "report" ? "about" : "report");
  });
}
byId("print").addEventListener("click", () => print());
window.addEventListener("beforeprint", () => forPaper(true));
window.addEventListener("afterprint", () => forPaper(false));
byId("share").addEventListener("click", async () => {
  await navigator.clipboard?.writeText(location.href);
  byId("share").textContent = "Copied";
  setTimeout(() => { byId("share").textContent = "Copy link"; }, 1500);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-inside]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    history.pushState(null, "", link.getAttribute("href"));
    refresh();
  }
  for (const menu of document.querySelectorAll("details.filter[open]")) {
    if (!menu.contains(event.target) && event.target.isConnected) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.filter[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("theme", () => answered && !answered.empty && draw(answered));
window.addEventListener("popstate", () => { tabFromAddress(); refresh(); });
byId("choices").open = matchMedia("(min-width: 40rem)").matches;
tabFromAddress();
refresh();
