// Charts of an answer; every one of them has the same numbers in the table below it.
import { byId } from "./dom.js";
import { number, period, shown } from "./format.js";

// Told apart by people who see colours differently, on light and on dark.
const COLOURS = ["#3b78c3", "#e08e2b", "#2f9e77", "#c4568f", "#7a68c9", "#a6761d", "#4fb3d1", "#8c9440"];
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MOST_GROUPS = 8;
// Room for the name of a date below an axis.
const TICK = 90;
let mostTicks = 10;

/** Draw the answer, as wide as there is room or so wide; returns what is left out of the picture, or null where there is none. */
export function drawChart(entry, answer, measure, open, width = null) {
  const kinds = { time: overTime, totals, hours, distribution };
  mostTicks = Math.max(2, Math.floor(((width ?? byId("answer").clientWidth) - 100) / TICK));
  const made = answer.rows.length ? kinds[answer.state.view]?.(answer, measure) : null;
  const figure = byId("figure");
  figure.hidden = !made;
  if (!made) return null;
  const layout = { ...frame(), ...(width ? { width } : { autosize: true }), ...made.layout, xaxis: { ...axis(), ...made.layout.xaxis }, yaxis: { ...axis(), ...made.layout.yaxis } };
  const chart = byId("chart");
  // eslint-disable-next-line no-undef
  Plotly.react(chart, made.traces, layout, { displayModeBar: false, responsive: true, locale: "en" });
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", `Chart: ${measure.label}. The table below has its numbers.`);
  chart.removeAllListeners?.("plotly_click");
  if (open) chart.on("plotly_click", (event) => open(event.points[0].customdata));
  return made.note ?? "";
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function frame() {
  return {
    height: 340, margin: { l: 56, r: 12, t: 10, b: 40 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: getComputedStyle(document.body).fontFamily, size: 12.5, color: colour("--muted") },
    hoverlabel: { bgcolor: colour("--panel"), bordercolor: colour("--line"), font: { color: colour("--text") }, align: "left" },
    legend: { orientation: "h", y: -0.18 }, bargap: 0.25, showlegend: false, dragmode: false,
  };
}

function axis() {
  return { gridcolor: colour("--line"), zerolinecolor: colour("--line"), linecolor: colour("--line"), automargin: true, fixedrange: true };
}

/** The unit in which an axis of times is read. */
function scale(unit, values) {
  if (unit !== "seconds") return { by: 1, title: "", format: unit === "rate" ? { tickformat: ".0%" } : {} };
  const top = Math.max(...values.map((value) => Math.abs(value ?? 0)));
  const [by, title] = top < 120 ? [1, "seconds"] : top < 7200 ? [60, "minutes"] : top < 172800 ? [3600, "hours"] : [86400, "days"];
  return { by, title, format: {} };
}

const place = (answer, name) => answer.columns.findIndex((column) => column.name === name);
const divided = (value, by) => (value === null ? null : value / by);

function overTime(answer, measure) {
  return place(answer, "group") < 0 ? oneLine(answer, measure) : manyLines(answer, measure);
}

function oneLine(answer, measure) {
  const every = answer.state.every;
  const value = place(answer, "value");
  const values = answer.rows.map((row) => row[value]);
  const unit = scale(measure.unit, values);
  const labels = answer.rows.map((row) => row[0]);
  const drill = answer.rows.map((row) => ({ period: row[0] }));
  const hover = answer.rows.map((row) => `${period(row[0], every)}<br><b>${shown(measure.unit, row[value])}</b>`);
  const common = { x: labels, y: values.map((one) => divided(one, unit.by)), customdata: drill, text: hover, hovertemplate: "%{text}<extra></extra>", textposition: "none" };
  const isLine = measure.is_ratio && measure.unit !== "seconds";
  const traces = [isLine
    ? { ...common, type: "scatter", mode: "lines+markers", line: { color: colour("--accent"), width: 2.5 }, marker: { size: 6 }, connectgaps: false }
    : { ...common, type: "bar", marker: { color: colour("--accent") } }];
  const earlier = answer.previous.slice(0, labels.length);
  if (earlier.length) {
    traces.push({
      x: labels.slice(0, earlier.length), y: earlier.map((row) => divided(row[1], unit.by)), type: "scatter", mode: "lines",
      line: { color: colour("--muted"), width: 1.5, dash: "dot" },
      text: earlier.map((row) => `the period before: ${period(row[0], every)}<br><b>${shown(measure.unit, row[1])}</b>`), hovertemplate: "%{text}<extra></extra>",
    });
  }
  const sides = answer.columns.filter((column) => column.name.startsWith("side_"));
  if (sides.length) return band(answer, measure, common, sides);
  return { traces, layout: { xaxis: dates(labels, every), yaxis: { title: { text: unit.title }, rangemode: "tozero", ...unit.format }, shapes: target(measure) } };
}

/** Shares of those for and against, and the score that they make. */
function band(answer, measure, common, sides) {
  const [up, down] = sides.map((side) => place(answer, side.name));
  const all = place(answer, "denominator");
  const share = (row, part) => (row[all] ? part(row) / row[all] : null);
  const parts = [
    [sides[1].label, (row) => row[down], "#c2574c"],
    ["Neither", (row) => row[all] - row[up] - row[down], "#98a2ad"],
    [sides[0].label, (row) => row[up], "#2f9e77"],
  ];
  const traces = parts.map(([name, part, fill]) => ({
    x: common.x, y: answer.rows.map((row) => share(row, part)), name, type: "bar", marker: { color: fill }, customdata: common.customdata,
    text: answer.rows.map((row) => `${common.text[answer.rows.indexOf(row)]}<br>${name}: ${row[all] ? part(row) : 0}`), textposition: "none", hovertemplate: "%{text}<extra></extra>",
  }));
  traces.push({ ...common, name: measure.label, type: "scatter", mode: "lines+markers", yaxis: "y2", line: { color: colour("--text"), width: 2 } });
  const right = { ...axis(), overlaying: "y", side: "right", range: [-100, 100], showgrid: false };
  return { traces, layout: { barmode: "stack", showlegend: true, margin: { l: 56, r: 48, t: 10, b: 40 }, xaxis: dates(common.x, answer.state.every), yaxis: { tickformat: ".0%", range: [0, 1] }, yaxis2: right } };
}

function manyLines(answer, measure) {
  const every = answer.state.every;
  const [group, value, weight] = [place(answer, "group"), place(answer, "value"), place(answer, "denominator")];
  const groups = new Map();
  answer.rows.forEach((row, index) => {
    const key = answer.keys[index];
    if (!groups.has(key)) groups.set(key, { label: row[group] ?? "(none)", rows: [], size: 0, key });
    const one = groups.get(key);
    one.rows.push(row);
    one.size += Math.abs((row[weight] ?? row[value]) || 0);
  });
  const biggest = [...groups.values()].sort((a, b) => b.size - a.size).slice(0, MOST_GROUPS);
  const unit = scale(measure.unit, answer.rows.map((row) => row[value]));
  const isStack = !measure.is_ratio && answer.state.statistic === "mean" && !measure.formula.startsWith("max") && !measure.formula.startsWith("min");
  const periods = [...new Set(answer.rows.map((row) => row[0]))].sort();
  // A line has a hole where its group has nothing: it is not drawn from one end of it to the other.
  const values = (one) => new Map(one.rows.map((row) => [row[0], row[value]]));
  const traces = biggest.map((one) => ({ ...one, values: values(one) })).map((one, index) => ({
    x: periods, y: periods.map((date) => divided(one.values.get(date) ?? null, unit.by)), name: one.label,
    customdata: periods.map((date) => ({ period: date, key: one.key })),
    text: periods.map((date) => `${escaped(one.label)}, ${date ? period(date, every) : "undated"}<br><b>${shown(measure.unit, one.values.get(date))}</b>`),
    hovertemplate: "%{text}<extra></extra>", textposition: "none",
    ...(isStack ? { type: "bar", marker: { color: COLOURS[index % COLOURS.length] } }
      : { type: "scatter", mode: "lines+markers", line: { color: COLOURS[index % COLOURS.length], width: 2 }, marker: { size: 5 } }),
  }));
  const note = groups.size > MOST_GROUPS ? `${MOST_GROUPS} of ${groups.size} are drawn, those with the most; the table has all of them.` : "";
  return { traces, note, layout: { barmode: "stack", showlegend: true, xaxis: dates(periods, every), yaxis: { title: { text: unit.title }, rangemode: "tozero", ...unit.format }, shapes: target(measure) } };
}

function totals(answer, measure) {
  if (place(answer, "group") < 0) return null;
  const [group, value] = [place(answer, "group"), place(answer, "value")];
  const order = answer.rows.map((row, index) => ({ row, key: answer.keys[index] })).filter(({ row }) => row[value] !== null);
  order.sort((a, b) => b.row[value] - a.row[value]);
  const drawn = order.slice(0, 20).reverse();
  const unit = scale(measure.unit, drawn.map(({ row }) => row[value]));
  const traces = [{
    type: "bar", orientation: "h", x: drawn.map(({ row }) => divided(row[value], unit.by)), y: drawn.map((_, index) => index),
    customdata: drawn.map(({ key }) => ({ key })), text: drawn.map(({ row }) => shown(measure.unit, row[value])),
    textposition: "auto", cliponaxis: false, marker: { color: colour("--accent") }, insidetextfont: { color: colour("--on-accent") },
    hovertext: drawn.map(({ row }) => `${escaped(row[group] ?? "(none)")}<br><b>${shown(measure.unit, row[value])}</b>`), hovertemplate: "%{hovertext}<extra></extra>",
  }];
  const ticks = { tickvals: drawn.map((_, index) => index), ticktext: drawn.map(({ row }) => shortened(escaped(row[group] ?? "(none)"))) };
  const note = order.length > drawn.length ? `The ${drawn.length} largest of ${order.length} are drawn; the table has all of them.` : "";
  return { traces, note, layout: { height: Math.max(160, 34 * drawn.length + 70), xaxis: { title: { text: unit.title }, ...unit.format }, yaxis: { ...ticks, showgrid: false } } };
}

function hours(answer, measure) {
  const value = place(answer, "value");
  const grid = WEEKDAYS.map(() => Array(24).fill(null));
  for (const row of answer.rows) grid[row[0] - 1][row[1]] = row[value];
  const names = [...Array(24).keys()].map((hour) => `${String(hour).padStart(2, "0")}:00`);
  const text = grid.map((line, day) => line.map((one, hour) => `${WEEKDAYS[day]} ${names[hour]}<br><b>${shown(measure.unit, one)}</b>`));
  const traces = [{
    type: "heatmap", z: grid, x: names, y: WEEKDAYS, text, hovertemplate: "%{text}<extra></extra>", xgap: 2, ygap: 2,
    colorscale: [[0, colour("--soft")], [1, colour("--accent")]], showscale: false,
  }];
  return { traces, layout: { height: 300, yaxis: { autorange: "reversed", showgrid: false }, xaxis: { showgrid: false, type: "category" } } };
}

function distribution(answer) {
  const all = answer.rows.reduce((sum, row) => sum + row[1], 0);
  if (!all) return null;
  const text = answer.rows.map((row) => `${row[0]}<br><b>${number(row[1])}</b> (${shown("rate", row[1] / all)})`);
  const traces = [{ type: "bar", x: answer.rows.map((row) => row[0]), y: answer.rows.map((row) => row[1]), text, textposition: "none", hovertemplate: "%{text}<extra></extra>", marker: { color: colour("--accent") } }];
  return { traces, layout: { xaxis: { type: "category", showgrid: false }, yaxis: { title: { text: "events" } }, bargap: 0.08 } };
}

/** Periods side by side, each with its name; few enough ticks to read. */
function dates(labels, every) {
  const step = Math.ceil(labels.length / mostTicks);
  const ticks = labels.filter((_, index) => index % step === 0);
  return { type: "category", categoryorder: "array", categoryarray: labels, tickvals: ticks, ticktext: ticks.map((date) => (date ? period(date, every) : "undated")), showgrid: false };
}

function target(measure) {
  if (!measure.target) return [];
  const [y0, y1] = measure.target;
  return [{ type: "rect", xref: "paper", x0: 0, x1: 1, y0, y1, fillcolor: colour("--good"), opacity: 0.12, line: { width: 0 } }];
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const shortened = (text) => (text.length > 28 ? `${text.slice(0, 27)}…` : text);
