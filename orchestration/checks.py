"""What a row must hold, as SQL over the raw text: one verdict per row, in the words of the export contract."""

from dataclasses import dataclass
from functools import cached_property

from orchestration.export_note import time_zones
from orchestration.raw_tables import RawColumn, RawTable
from orchestration.scales import off_scale
from orchestration.sql_text import identifier, literal, literals

# Verdicts of a row; above them stand the checks by their number.
KEPT = 0
REPEATED = 1
KEY_REPEATED = 2
FIRST_CHECK = 10

_OFFSET = r"(Z|[+-]\d{2}(:?\d{2})?)"
PATTERNS = {
    "timestamp": rf"\d{{4}}-\d{{2}}-\d{{2}}[T ]\d{{2}}:\d{{2}}(:\d{{2}}(\.\d+)?)?{_OFFSET}?",
    # Tables kept by spreadsheets and data frames write 5 as 5.0.
    "integer": r"[+-]?\d+(\.0*)?",
    "decimal": r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?",
    "date": r"\d{4}-\d{2}-\d{2}",
    "time": r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?|24:00(:00)?",
}
_CASTS = {"timestamp": "timestamp", "integer": "bigint", "decimal": "double", "date": "date"}


@dataclass(frozen=True)
class Check:
    """A row for which `sql` is true is set aside for `reason`, because of `column`."""

    reason: str
    column: str
    sql: str


@dataclass(frozen=True)
class Doubt:
    """A value of an optional column that staging turns into null; the row stays."""

    column: str
    sql: str
    meaning: str
    keeps_word: bool


@dataclass(frozen=True)
class Checks:
    """The checks of one table; `time_zone` holds for timestamps without an offset."""

    table: RawTable
    time_zone: str

    @cached_property
    def all(self) -> list[Check]:
        """Every check, in the order in which the first that applies names the reason."""
        table = self.table
        keys = [table.by_name[name] for name in table.key]
        needed = [table.by_name[name] for name in table.needed]
        checks = [Check("key_null", one.name, f"{value(one)} is null") for one in keys if one.default is None]
        checks += [Check("required_null", one.name, f"{value(one)} is null") for one in needed if one not in keys]
        strict = [one for one in table.columns if self._is_strict(one)]
        checks += [Check("unreadable", one.name, sql) for one in strict if (sql := unreadable(one))]
        checks += [Check("unknown_value", one.name, sql) for one in strict if (sql := unknown(one))]
        if table.interval:
            started, ended = (self.instant(table.by_name[name]) for name in table.interval)
            checks.append(Check("reversed", table.interval[1], f"{ended} < {started}"))
        if table.scale:
            scale, score = (value(table.by_name[name]) for name in table.scale)
            checks.append(Check("outside_scale", table.scale[1], off_scale(scale, score)))
        return checks

    @cached_property
    def doubts(self) -> list[Doubt]:
        """What is counted in optional columns."""
        found: list[Doubt] = []
        for column in self.table.columns:
            if self._is_strict(column):
                continue
            if sql := unreadable(column):
                found.append(Doubt(column.name, sql, f"unreadable as {column.data_type}", keeps_word=False))
            if sql := unknown(column):
                found.append(Doubt(column.name, sql, "not among the known words", keeps_word=True))
        return found

    @property
    def verdict(self) -> str:
        """Number of the first check that applies, or KEPT."""
        return self._by_check([str(FIRST_CHECK + place) for place in range(len(self.all))], str(KEPT))

    @property
    def reason(self) -> str:
        """The reason for a row's verdict."""
        return self._of_verdict([literal(check.reason) for check in self.all], "'key_repeated'")

    @property
    def column_name(self) -> str:
        """The column that the reason speaks of."""
        key = literal(", ".join(self.table.key))
        return self._of_verdict([literal(check.column) for check in self.all], key)

    @property
    def given_value(self) -> str:
        """What stood in that column."""
        keys = " || ', ' || ".join(f"coalesce({identifier(name)}, '')" for name in self.table.key) or "null"
        return self._of_verdict([identifier(check.column) for check in self.all], keys)

    @property
    def raw_row(self) -> str:
        """The row as a JSON object of all that was given, undeclared columns too."""
        pairs = ", ".join(f"{literal(name)}, {identifier(name)}" for name in self.table.column_names)
        return f"json_merge_patch(coalesce(_rest, '{{}}'), json_object({pairs}))::varchar"

    @property
    def key(self) -> str:
        """The key as compared: trimmed, defaults filled in; without a natural key the whole row."""
        if not self.table.key:
            return ", ".join(identifier(name) for name in (*self.table.column_names, "_rest"))
        columns = [self.table.by_name[name] for name in self.table.key]
        return ", ".join(
            value(one) if one.default is None else f"coalesce({value(one)}, {literal(one.default)})" for one in columns
        )

    @property
    def version(self) -> str:
        """The record's own update time, where the table has one: an instant, or a number that grows."""
        if self.table.version is None:
            return "null::timestamptz"
        column = self.table.by_name[self.table.version]
        return f"try_cast({value(column)} as double)" if column.data_type == "integer" else self.instant(column)

    def instant(self, column: RawColumn) -> str:
        """The value as an instant; null when it cannot be read."""
        text = value(column)
        given = _by_format(column)
        if given and "iso" not in column.formats:
            return f"timezone({literal(self.time_zone)}, {given})"
        plain = f"coalesce(try_cast({text} as timestamp), {given or 'null'})"
        local = f"timezone({literal(self.time_zone)}, {plain})"
        with_offset = f"regexp_matches({text}, {literal(f'[0-9]{_OFFSET}$')}) and length({text}) > 10"
        return f"case when {with_offset} then try_cast({_with_seconds(text)} as timestamptz) else {local} end"

    def _is_strict(self, column: RawColumn) -> bool:
        return column.required or column.name in self.table.key

    def _by_check(self, results: list[str], otherwise: str) -> str:
        cases = " ".join(f"when {check.sql} then {result}" for check, result in zip(self.all, results, strict=True))
        return f"case {cases} else {otherwise} end" if cases else otherwise

    def _of_verdict(self, results: list[str], repeated: str) -> str:
        cases = "".join(f" when {FIRST_CHECK + place} then {result}" for place, result in enumerate(results))
        return f"case _verdict when {KEY_REPEATED} then {repeated}{cases} end"


def value(column: RawColumn) -> str:
    """The value as compared and judged: trimmed, null when nothing was given."""
    text = f"nullif(trim({identifier(column.name)}), '')"
    return text if column.null_word is None else f"nullif({text}, {literal(column.null_word)})"


def unreadable(column: RawColumn) -> str | None:
    """True for a value that is not of the column's type; None when every text is."""
    text = value(column)
    if column.data_type == "text":
        return None
    if column.data_type == "json":
        return f"not json_valid({text})"
    if column.data_type == "boolean":
        return f"lower({text}) not in ('true', 'false', 't', 'f', 'yes', 'no', '1', '0')"
    given = _by_format(column)
    if given and "iso" not in column.formats:
        return f"{text} is not null and {given} is null"
    bad = f"not regexp_full_match({text}, {literal(PATTERNS[column.data_type])})"
    cast = _CASTS.get(column.data_type)
    whole = _with_seconds(text) if cast == "timestamp" else text
    bad = bad if cast is None else f"({bad} or ({text} is not null and try_cast({whole} as {cast}) is null))"
    return f"({bad} and {given} is null)" if given else bad


def _with_seconds(text: str) -> str:
    """DuckDB 1.5 reads no offset after minutes."""
    whole = f"concat(substr({text}, 1, 16), ':00', substr({text}, 17))"
    return f"case when substr({text}, 17, 1) in ('Z', '+', '-') then {whole} else {text} end"


def _by_format(column: RawColumn) -> str | None:
    """The wall clock that the first fitting pattern finds; None for a column that is ISO 8601 only."""
    patterns = [one for one in column.formats if one != "iso"]
    return f"try_strptime({value(column)}, [{literals(patterns)}])::timestamp" if patterns else None


def unknown(column: RawColumn) -> str | None:
    """True for a word that is not among the accepted ones; None when every word is."""
    if column.zone:
        return f"{value(column)} not in ({literals(time_zones())})"
    return f"{value(column)} not in ({literals(column.words)})" if column.words else None
