// The table of an answer: the same columns and rows as its CSV.
import { make, safeLink } from "./dom.js";
import { NOTHING, shown } from "./format.js";

/** Most rows that are drawn; the CSV has all of them. */
export const MOST = 1000;
const NUMBERS = ["unit", "seconds", "rate", "days", "count", "number", "score"];

/** A table element; `drill(row index)` gives the address of the tickets behind a row, or null. */
export function table(answer, drill) {
  const every = answer.state.every;
  const unit = answer.columns.findIndex((column) => column.name === "unit");
  const told = answer.columns.map((column, place) => ({ ...column, place })).filter((column) => column.kind !== "link" && !isEmpty(answer, column));
  const head = told.map((column) => make("th", { scope: "col", class: isNumber(column) ? "n" : null }, column.label));
  const body = answer.rows.slice(0, MOST).map((row, index) => make("tr", {}, ...told.map((column, first) => {
    const kind = column.kind === "unit" ? row[unit] : column.kind;
    const text = shown(kind, row[column.place], ["period", "period_start_date"].includes(column.name) ? every : "day");
    const address = first === 0 ? drill?.(index) : null;
    const content = address ? make("a", { href: address, "data-inside": "yes" }, text) : linked(answer, row, column, text);
    if (first === 0) return make("th", { scope: "row", class: isNumber(column) ? "n" : null }, content);
    return make("td", { class: isNumber(column) ? "n" : text.length > 60 ? "t" : null }, content);
  })));
  return make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
}

const isNumber = (column) => NUMBERS.includes(column.kind);

/** Numerators and denominators that no row has are not shown; a spreadsheet gets them all the same. */
function isEmpty(answer, column) {
  if (!["numerator", "denominator"].includes(column.name)) return false;
  const twice = column.name === "numerator" && answer.rows.every((row) => row[column.place] === row[column.place - 1]);
  return twice || answer.rows.every((row) => row[column.place] === null);
}

/** A ticket with its link to the help desk, where the export has one; a value with the report of what stands behind it. */
function linked(answer, row, column, text) {
  if (column.leads_to && text !== NOTHING) {
    const source = row[answer.columns.findIndex((one) => one.name === "source")];
    const words = new URLSearchParams([["range", "all"], ["source", source], [column.name, row[column.place]]]);
    return make("a", { href: `${column.leads_to}${document.body.dataset.ending}?${words}` }, text);
  }
  const next = answer.columns[column.place + 1];
  const address = next?.kind === "link" ? safeLink(row[column.place + 1]) : null;
  if (!address || text === NOTHING) return text;
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}
