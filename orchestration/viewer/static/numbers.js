// Formulas of the marts' meta over rows: the same trees that the server says as SQL.

/** Columns as they were exported: plain, or as places in a list of their values. */
export function tableOf(packed) {
  const columns = {};
  for (const [name, column] of Object.entries(packed.columns)) {
    columns[name] = column.values ? (row) => column.values[column.places[row]] : (row) => column.plain[row];
  }
  return { columns, size: packed.size };
}

/** A formula over some rows of a table; null where there is nothing to tell. */
export function evaluate(node, rows, table) {
  const [kind, first, second] = node;
  if (kind === "number") return first;
  if (kind === "count_rows") return rows.length;
  if (typeof first !== "string") return combined(kind, evaluate(first, rows, table), evaluate(second, rows, table));
  const column = table.columns[first.split(".").pop()];
  if (kind === "count_if") return rows.length ? rows.reduce((count, row) => count + Number(column(row) === second), 0) : null;
  const values = rows.map(column).filter((value) => value !== null);
  if (kind === "count") return values.length;
  if (!values.length) return null;
  if (kind === "max") return values.reduce((a, b) => (a > b ? a : b));
  if (kind === "min") return values.reduce((a, b) => (a < b ? a : b));
  return values.reduce((sum, value) => sum + value, 0);
}

function combined(kind, left, right) {
  if (left === null || right === null) return null;
  return { "+": left + right, "-": left - right, "*": left * right, "/": right === 0 ? null : left / right }[kind];
}

/** Value, numerator, denominator, and the sides of a score. */
export function told(measure, statistic, rows, table, below = null) {
  if (statistic !== "mean" && measure.events) {
    const values = rows.map(table.columns[measure.events]).filter((value) => value !== null);
    return [quantile(values, statistic === "median" ? 0.5 : 0.9), null, values.length];
  }
  const top = evaluate(measure.numerator, rows, table);
  if (!measure.denominator) return [top, top, null];
  const bottom = below ? evaluate(measure.denominator, below.rows, below.table) : evaluate(measure.denominator, rows, table);
  const whole = below ? top ?? 0 : top;
  const sides = measure.sides.map((side) => evaluate(["count_if", side, true], rows, table));
  return [whole === null || !bottom ? null : whole / bottom, whole, bottom, ...sides];
}

/** Between two values the line from one to the other, as the marts have it. */
function quantile(values, share) {
  if (!values.length) return null;
  values.sort((a, b) => a - b);
  const place = share * (values.length - 1);
  const low = Math.floor(place);
  return values[low] + (place - low) * ((values[low + 1] ?? values[low]) - values[low]);
}
