// Many numbers at once: each metric of the newest period as a card, with the way it came.
import { make } from "./dom.js";
import { change, humanised, period, shown } from "./format.js";

const TARGETS = { under: "below the target band", in_band: "in the target band", over: "above the target band" };

/** The cards of one week. */
export function weekCards(entry, answer) {
  const at = places(answer);
  const named = new Map(entry.measures.map((one) => [one.name, one]));
  return answer.rows.map((row) => {
    const [unit, better] = [row[at.unit], row[at.better]];
    const moved = change(unit, better, row[at.value], row[at.before]);
    return make("div", { class: "card" },
      make("h2", {}, named.get(row[at.metric])?.label ?? row[at.metric]),
      make("p", { class: "number" }, shown(unit, row[at.value])),
      make("p", { class: `change ${moved?.mood ?? ""}` }, moved ? moved.words : "nothing to compare"),
      make("p", { class: "change" }, `week before: ${shown(unit, row[at.before])}`));
  });
}

/** The scorecard: a section per account and scope, in it a card per metric, family by family. */
export function scoreSections(entry, answer) {
  const at = places(answer);
  const newest = answer.rows.reduce((last, row) => (row[at.period_start_date] > last ? row[at.period_start_date] : last), "");
  const sections = new Map();
  for (const row of answer.rows) {
    const place = [row[at.source], row[at.scope_type], row[at.scope_id]].join("/");
    if (!sections.has(place)) sections.set(place, new Map());
    const metrics = sections.get(place);
    const metric = row[at.metric];
    metrics.set(metric, [...(metrics.get(metric) ?? []), row]);
  }
  return [...sections.values()].map((metrics) => section(entry, answer, at, newest, metrics)).filter(Boolean);
}

const places = (answer) => Object.fromEntries(answer.columns.map((column, place) => [column.name, place]));

function section(entry, answer, at, newest, metrics) {
  const families = new Map([...new Set(Object.values(entry.told_by).map(([, family]) => family))].map((family) => [family, []]));
  for (const [metric, rows] of metrics) {
    const [report, family] = entry.told_by[metric] ?? [null, "Others"];
    const card = score(at, newest, metric, rows, report);
    if (card) families.set(family, [...(families.get(family) ?? []), card]);
  }
  const made = [...families].filter(([, cards]) => cards.length);
  if (!made.length) return null;
  const [first] = metrics.values();
  const [source, type, scope] = [first[0][at.source], first[0][at.scope_type], first[0][at.scope_id]];
  const partial = [...metrics.values()].some((rows) => rows.at(-1)[at.is_partial]);
  const labels = new Map(entry.slicers.find((one) => one.name === "scope")?.options.map((one) => [one.value, one.label]) ?? []);
  const title = type === "account" ? source : `${labels.get(`${source}/${scope}`) ?? scope} (${type}, ${source})`;
  const dated = `${period(newest, answer.state.every)}${partial ? ", still running: compared with the same part of the period before" : ""}`;
  return make("section", { class: "scores" }, make("h2", {}, title), make("p", { class: "muted" }, dated),
    ...made.flatMap(([family, cards]) => [make("h3", {}, family), make("div", { class: "cards" }, ...cards)]));
}

function score(at, newest, metric, rows, report) {
  const row = rows.find((one) => one[at.period_start_date] === newest);
  if (!row || row[at.value] === null) return null;
  const unit = row[at.unit];
  const better = row[at.is_lower_better] === null ? "none" : row[at.is_lower_better] ? "lower" : "higher";
  const moved = change(unit, better, row[at.value], row[at.previous_value]);
  const target = row[at.target_status];
  return make(report ? "a" : "div", { class: "card", href: report && `${report}${document.body.dataset.ending}` },
    make("h4", {}, humanised(metric)),
    make("p", { class: "number" }, shown(unit, row[at.value])),
    make("p", { class: `change ${moved?.mood ?? ""}` }, moved ? moved.words : "nothing to compare"),
    target ? make("p", { class: "change" }, TARGETS[target] ?? target) : null,
    curve(rows.map((one) => one[at.value])));
}

/** A small curve of the periods; it repeats what the table says, so that nobody has to hear it. */
function curve(values) {
  const known = values.filter((value) => value !== null);
  if (known.length < 3) return null;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const step = 100 / (values.length - 1);
  let path = "";
  let pen = "M";
  values.forEach((value, index) => {
    if (value === null) { pen = "M"; return; }
    const y = high === low ? 15 : 28 - (26 * (value - low)) / (high - low);
    path += `${pen}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    pen = "L";
  });
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("class", "spark");
  picture.setAttribute("viewBox", "0 0 100 30");
  picture.setAttribute("preserveAspectRatio", "none");
  picture.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  picture.append(line);
  return picture;
}
