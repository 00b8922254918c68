// Answers from the rows that the static export laid beside the page, in the form of the server's answers.
import { safeCell } from "./csv.js";
import { evaluate, tableOf, told } from "./numbers.js";
import { daysBetween, periodOf, question, shifted } from "./questions.js";

const PAGE = 100;
let table = null;
let foreign = null;
let data = null;

function prepare() {
  if (data === window.reportRows) return;
  data = window.reportRows;
  table = tableOf(data.table);
  foreign = data.foreign ? tableOf(data.foreign) : null;
}

export async function askRows(entry, words) {
  prepare();
  return table.size ? answerOf(entry, words) : { empty: true };
}

/** The address of a CSV of every row that is asked for. */
export function csvOfRows(entry, words) {
  const answer = answerOf(entry, words, true);
  const units = { seconds: " (seconds)", rate: " (0 to 1)", days: " (days)" };
  const lines = [answer.columns.map((column) => column.label + (units[column.kind] ?? "")), ...answer.rows];
  const text = lines.map((line) => line.map(safeCell).join(",")).join("\r\n");
  return URL.createObjectURL(new Blob([`${text}\r\n`], { type: "text/csv" }));
}

export function answerOf(entry, words, everyRow = false) {
  prepare();
  const state = question(entry, words, data.since);
  const asked = { entry, state, filters: filtersOf(entry, words), measure: measureOf(state) };
  const answer = { columns: [], rows: [], keys: [], previous: [], total: null, before: null, row_count: null, sql: data.sql, page_size: PAGE, state };
  const views = { time: series, totals: series, hours, distribution, tickets: (it, to) => list(it, to, everyRow), rows: (it, to) => list(it, to, everyRow), cards, scorecard };
  views[state.view](asked, answer);
  if (asked.measure && state.view !== "cards") Object.assign(answer, totals(asked));
  return answer;
}

function measureOf(state) {
  const measure = data.measures[state.measure];
  return state.clock === "business" ? { ...measure, ...measure.business } : measure;
}

/** Conditions on rows by the words of an address: values of one slicer are alternatives. */
function filtersOf(entry, words) {
  return entry.slicers.filter((one) => words.has(one.name)).map((one) => ({ name: one.name, values: new Set(words.getAll(one.name)) }));
}

function wordOf(slicer, row, from) {
  const { column, is_id: isId } = data.slicers[slicer];
  const value = from.columns[column](row);
  if (isId) return `${from.columns.source(row)}/${value ?? ""}`;
  return value === null ? "" : String(value);
}

function rowsOf(asked, from, to, options = {}) {
  const { by = asked.state.by, source = table, own = true, dated = true } = options;
  const { measure, filters, state } = asked;
  const found = [];
  for (let row = 0; row < source.size; row += 1) {
    const day = dated ? source.columns[by](row)?.slice(0, 10) : null;
    if (dated && (!day || day < from || day > to)) continue;
    if (asked.entry.is_period && source.columns.frequency(row) !== state.every) continue;
    if (own && measure?.where && source.columns[measure.where[0]](row) !== measure.where[1]) continue;
    if (filters.every((one) => one.values.has(wordOf(one.name, row, source)))) found.push(row);
  }
  return found;
}

/** Rows by period and group; a state is that of the last date of each period and account. */
function numbers(asked, { overTime = false, grouped = false, from = asked.state.from, to = asked.state.to } = {}) {
  const { measure, state, entry } = asked;
  const slicer = grouped && state.group !== "none" ? state.group : null;
  const periodAt = (day) => (!overTime ? "" : entry.is_period ? day : periodOf(day, state.every, data.week_start));
  const parts = new Map();
  const part = (period, key) => {
    const name = `${period}\n${key}`;
    if (!parts.has(name)) parts.set(name, { period, key, rows: [], below: [] });
    return parts.get(name);
  };
  const put = (rows, source, by, place) => {
    for (const row of rows) part(periodAt(source.columns[by](row).slice(0, 10)), slicer ? wordOf(slicer, row, source) : "")[place].push(row);
  };
  if (measure.is_stock) stockRows(asked, from, to, periodAt, slicer, part);
  else put(rowsOf(asked, from, to), table, state.by, "rows");
  if (measure.foreign) put(rowsOf(asked, from, to, { by: data.foreign.by, source: foreign, own: false }), foreign, data.foreign.by, "below");
  if (!overTime && !slicer) part("", "");
  const below = (one) => (measure.foreign ? { rows: one.below, table: foreign } : null);
  const made = [...parts.values()].map((one) => ({ ...one, numbers: told(measure, state.statistic, one.rows, table, below(one)) }));
  if (measure.is_stock && !slicer && !measure.denominator) for (const one of made) one.numbers = one.numbers.map((value, place) => (place < 2 ? value ?? 0 : value));
  return made.sort((a, b) => (a.period === b.period ? compared(a.key, b.key) : compared(a.period, b.period)));
}

function stockRows(asked, from, to, periodAt, slicer, part) {
  const only = asked.filters.find((one) => one.name === "source")?.values;
  const last = new Map();
  for (const account of data.accounts.filter((one) => !only || only.has(one.source))) {
    const end = account.last < to ? account.last : to;
    for (let day = account.first > from ? account.first : from; day <= end; day = shifted(day, 1)) last.set(`${account.source}\n${periodAt(day)}`, day);
  }
  if (!slicer) for (const name of last.keys()) part(name.split("\n")[1], "");
  const days = new Set([...last].map(([name, day]) => `${name.split("\n")[0]}\n${day}`));
  for (const row of rowsOf(asked, from, to)) {
    const day = table.columns.report_date(row).slice(0, 10);
    if (days.has(`${table.columns.source(row)}\n${day}`)) part(periodAt(day), slicer ? wordOf(slicer, row, table) : "").rows.push(row);
  }
}

const compared = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function series(asked, answer) {
  const { state, entry, measure } = asked;
  const overTime = state.view === "time";
  const isGrouped = state.group !== "none";
  const span = overTime ? {} : spanOf(asked, state.from, state.to);
  const made = numbers(asked, { overTime, grouped: true, ...span });
  answer.rows = made.map((one) => [...(overTime ? [one.period] : []), ...(isGrouped ? [labelOf(state.group, one.key)] : []), ...one.numbers]);
  answer.keys = isGrouped ? made.map((one) => one.key) : [];
  if (overTime) answer.columns.push({ name: "period", kind: "date", label: capital(state.every) });
  if (isGrouped) answer.columns.push({ name: "group", kind: "text", label: entry.slicers.find((one) => one.name === state.group).label });
  answer.columns.push(...measure.columns[state.statistic]);
  if (!overTime || isGrouped) return;
  answer.rows = filled(asked, answer.rows, state.from, state.to);
  const before = earlier(asked);
  if (state.compare === "previous" && before) {
    const rows = numbers(asked, { overTime: true, ...before }).map((one) => [one.period, ...one.numbers]);
    answer.previous = filled(asked, rows, before.from, before.to).map((row) => row.slice(0, 2));
  }
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

const labelOf = (slicer, key) => data.slicers[slicer].labels[key] ?? ((data.slicers[slicer].is_id ? key.split("/").slice(1).join("/") : key) || "(none)");

/** Periods without a row: 0 where the measure adds up, else empty. */
function filled(asked, rows, from, to) {
  const { entry, state, measure } = asked;
  const bounds = entry.bounds[state.by];
  if (entry.is_period || !rows.length) return rows;
  const nothing = measure.adds_up ? [0, 0, null] : [null, null, null];
  const found = new Map(rows.map((row) => [row[0], row]));
  const periods = new Set();
  const end = to < bounds[1] ? to : bounds[1];
  for (let day = from > bounds[0] ? from : bounds[0]; day <= end; day = shifted(day, 1)) periods.add(periodOf(day, state.every, data.week_start));
  return [...periods].map((period) => found.get(period) ?? [period, ...nothing]);
}

/** The newest finished period among the dates, or the dates themselves. */
function spanOf(asked, from, to) {
  if (!asked.entry.is_period) return { from, to };
  const shown = (asked.entry.periods[asked.state.every] ?? []).filter((day) => day >= from && day <= to);
  return shown.length ? { from: shown.at(-1), to: shown.at(-1) } : { from, to };
}

function earlier({ entry, state }) {
  if (entry.is_period) {
    const all = entry.periods[state.every] ?? [];
    const newest = all.filter((day) => day >= state.from && day <= state.to).at(-1);
    const before = newest ? all.filter((day) => day < newest).at(-1) : null;
    return before ? { from: before, to: before } : null;
  }
  const to = shifted(state.from, -1);
  const from = shifted(to, -daysBetween(state.from, state.to));
  return from >= (data.since ?? entry.bounds[state.by][0]) ? { from, to } : null;
}

function totals(asked) {
  const { measure, filters, state } = asked;
  const alone = filters.some((one) => one.values.size === 1 && data.slicers[one.name].column === measure.apart);
  if (measure.apart && !alone) return { total: null, before: null };
  const before = earlier(asked);
  return { total: total(asked, spanOf(asked, state.from, state.to)), before: before && total(asked, before) };
}

function total(asked, span) {
  const [one] = numbers(asked, span);
  let [value, numerator, denominator] = one.numbers;
  if (value === null && asked.measure.adds_up) [value, numerator, denominator] = [0, 0, null];
  return { value, numerator, denominator, ...span };
}

function hours(asked, answer) {
  const parts = new Map();
  for (const row of rowsOf(asked, asked.state.from, asked.state.to)) {
    const name = `${table.columns.day_of_week(row)}\n${table.columns.hour_of_day(row)}`;
    parts.set(name, [...(parts.get(name) ?? []), row]);
  }
  answer.rows = [...parts].map(([name, rows]) => [...name.split("\n").map(Number), ...told(asked.measure, "mean", rows, table)]);
  answer.rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  answer.columns = [{ name: "day_of_week", kind: "weekday", label: "Day of week" }, { name: "hour_of_day", kind: "hour", label: "Hour of day" }, ...asked.measure.columns.mean];
}

function distribution(asked, answer) {
  const { measure, state } = asked;
  const counts = measure.bands.map(() => 0);
  for (const row of rowsOf(asked, state.from, state.to)) {
    const value = table.columns[measure.events](row);
    const band = measure.bands.findIndex(([, edge]) => edge === null || value < edge);
    if (value !== null) counts[band] += 1;
  }
  answer.rows = measure.bands.map(([label], place) => [label, counts[place]]);
  answer.columns = [{ name: "band", kind: "text", label: measure.event_label }, { name: "value", kind: "count", label: "Events" }];
}

function list(asked, answer, everyRow) {
  const { state, measure, entry } = asked;
  const isTickets = state.view === "tickets";
  let { from, to } = state;
  if (entry.is_period) {
    const dates = rowsOf(asked, from, to).map(table.columns.period_start_date).sort();
    if (dates.length) [from, to] = [dates.at(-1), dates.at(-1)];
  }
  let rows = rowsOf(asked, from, to);
  if (isTickets && measure.events) {
    const event = table.columns[measure.events];
    rows = rows.filter((row) => event(row) !== null);
    rows.sort((a, b) => event(b) - event(a) || compared(table.columns[state.by](b), table.columns[state.by](a)) || a - b);
  }
  answer.columns = isTickets ? measure.tickets[state.by] : data.rows;
  answer.row_count = rows.length;
  const shown = everyRow ? rows : rows.slice(PAGE * (state.page - 1), PAGE * state.page);
  answer.rows = shown.map((row) => answer.columns.map((column) => table.columns[column.name](row)));
}

function cards(asked, answer) {
  const { from, to } = spanOf(asked, asked.state.from, asked.state.to);
  const rows = rowsOf(asked, from, to);
  const value = (top, below) => {
    const above = evaluate(top, rows, table);
    const under = below ? evaluate(below, rows, table) : null;
    return below ? (above === null || !under ? null : above / under) : above;
  };
  answer.columns = data.cards;
  answer.rows = Object.entries(data.measures).map(([name, one]) => [name, value(one.numerator, one.denominator), value(one.previous.numerator, one.previous.denominator), one.unit, one.better]);
}

function scorecard(asked, answer) {
  const { state, filters } = asked;
  const type = filters.some((one) => ["scope_type", "scope"].includes(one.name)) ? null : "account";
  const newest = (asked.entry.periods[state.every] ?? []).filter((day) => day <= state.to).slice(-data.trend);
  const rows = rowsOf(asked, "", "", { dated: false }).filter((row) => (!type || table.columns.scope_type(row) === type) && newest.includes(table.columns.period_start_date(row)));
  const order = ["source", "scope_type", "scope_id", "metric", "period_start_date"].map((name) => table.columns[name]);
  rows.sort((a, b) => order.reduce((found, column) => found || compared(column(a), column(b)), 0));
  answer.columns = data.scores;
  answer.rows = rows.map((row) => data.scores.map((column) => table.columns[column.name](row)));
}
