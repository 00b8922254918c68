// Numbers, dates and durations as people read them.
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

export const NOTHING = "–";

/** A value by the kind of its column. */
export function shown(kind, value, every = "day") {
  if (value === null || value === undefined || value === "") return NOTHING;
  switch (kind) {
    case "seconds": return duration(value);
    case "rate": return percent.format(value);
    case "days": return `${fine.format(value)} days`;
    case "count": case "number": case "score": return number(value);
    case "date": return period(value, every);
    case "weekday": return WEEKDAYS[value - 1];
    case "hour": return `${String(value).padStart(2, "0")}:00`;
    case "boolean": return value ? "yes" : "no";
    case "name": return humanised(value);
    default: return String(value);
  }
}

/** A column's or a metric's name as words. */
export function humanised(name) {
  const words = name.replaceAll("_", " ").replace("ai agent", "AI agent");
  return words[0].toUpperCase() + words.slice(1);
}

export function number(value) {
  return Number.isInteger(value) || Math.abs(value) >= 1000 ? whole.format(value) : fine.format(value);
}

/** Seconds as the two largest units that say something. */
export function duration(seconds) {
  const sign = seconds < 0 ? "−" : "";
  const size = Math.abs(seconds);
  if (size < 60) return `${sign}${fine.format(size)} s`;
  if (size < 3600) return sign + two(Math.round(size), 60, "min", 1, "s");
  if (size < 172800) return sign + two(Math.round(size / 60), 60, "h", 1, "min");
  return `${sign}${number(Math.round((size / 86400) * 10) / 10)} days`;
}

function two(size, large, largeName, small, smallName) {
  const rest = Math.floor((size % large) / small);
  return `${whole.format(Math.floor(size / large))} ${largeName}${rest ? ` ${rest} ${smallName}` : ""}`;
}

/** The period that begins on a date. */
export function period(date, every) {
  const [year, month, day] = date.split("-").map(Number);
  if (every === "year") return String(year);
  if (every === "quarter") return `Q${Math.ceil(month / 3)} ${year}`;
  if (every === "month") return `${MONTHS[month - 1]} ${year}`;
  return `${day} ${MONTHS[month - 1]} ${year}`;
}

/** The last date of the period that begins on a date. */
export function lastDate(date, every) {
  const start = new Date(`${date}T00:00:00Z`);
  const months = { month: 1, quarter: 3, year: 12 }[every];
  if (months) start.setUTCMonth(start.getUTCMonth() + months, 0);
  else start.setUTCDate(start.getUTCDate() + (every === "week" ? 6 : 0));
  return start.toISOString().slice(0, 10);
}

/** How a value moved against the one before: words, and whether that is good; null where nothing can be said. */
export function change(unit, better, now, before) {
  if (typeof now !== "number" || typeof before !== "number") return null;
  const step = now - before;
  if (!step) return { words: "no change", mood: "" };
  const inPoints = unit === "rate" || unit === "score" || before === 0;
  const size = Math.abs(step);
  const words = unit === "rate" ? `${fine.format(size * 100)} points`
    : inPoints ? shown(unit, size) : percent.format(size / Math.abs(before));
  const good = better === "none" || !better ? "" : (step > 0) === (better === "higher") ? "good" : "bad";
  const mood = { good: ", better", bad: ", worse", "": "" }[good];
  return { words: `${step > 0 ? "▲" : "▼"} ${words} ${step > 0 ? "more" : "less"}${mood}`, mood: good };
}
