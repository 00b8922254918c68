"""JSON: a record a line, a page (list of records, bare or wrapped) a line, or one page a file."""

import json

import duckdb

from orchestration.raw_tables import RawColumn, RawTable
from orchestration.reading import (
    MAX_COLUMNS,
    USUAL_LINE,
    Reading,
    is_our_trouble,
    require,
    survey,
    undeclared_warning,
)
from orchestration.sql_text import identifier, literal
from orchestration.unpack import Refused

# A page is read as one value; beyond this it must come as one record a line.
MAX_PAGE_BYTES = 1 << 30

# No letter of valid JSON: taken for the delimiter of columns, it never splits a good line.
_NEVER = "\x01"
_IS_RECORD = "coalesce(case when json_valid(line) then json_type(line) = 'OBJECT' end, false)"


def read_json(reading: Reading) -> tuple[str, ...]:
    """Read NDJSON or JSON pages; returns warnings.

    A line that is no record is set aside as malformed. Raises Refused when most of the file is no JSON.
    """
    longest = survey(reading.content).longest
    _read_lines(reading, longest)
    _check_lines(reading)
    _unfold_pages(reading)
    reading.bench.add_malformed(reading.number, f"select _row, line as raw from records where not {_IS_RECORD}")
    return _add_records(reading)


def _read_lines(reading: Reading, longest: int) -> None:
    """Fill table `lines` with the lines of the file that are not blank."""
    try:
        _fill_lines(reading, _line_reader(str(reading.content), longest))
    except duckdb.Error as error:
        if is_our_trouble(error):
            raise
        # Mixed line ends, or the delimiter inside a broken line: write the lines anew, one way.
        copy = reading.copy_name("lines")
        with reading.content.open(encoding="utf-8-sig") as lines, copy.open("w", encoding="utf-8", newline="") as out:
            out.writelines(line.rstrip("\n").replace(_NEVER, "\ufffd") + "\n" for line in lines if line.strip())
        _fill_lines(reading, _line_reader(str(copy), longest + 8))


def _line_reader(content: str, longest: int) -> str:
    size = f", max_line_size = {longest + 1024}" if longest > USUAL_LINE else ""
    return (
        f"select line from read_csv({literal(content)}, auto_detect = false, columns = {{'line': 'varchar'}},"
        f" delim = '{_NEVER}', quote = '', escape = '', header = false, compression = 'none'{size})"
    )


def _fill_lines(reading: Reading, lines: str) -> None:
    reading.bench.connection.execute(
        f"create or replace temp table lines as select ltrim(line, chr(65279)) as line from ({lines})"
        r" where regexp_matches(line, '\S')"
    )


def _check_lines(reading: Reading) -> None:
    """Take the file for one page when its lines are no JSON but the whole is; raise Refused when neither is."""
    connection = reading.bench.connection
    count = "select count(*), count(*) filter (where json_valid(line)) from lines"
    lines, valid = connection.execute(count).fetchall()[0]
    if lines == 0:
        raise Refused("holds no JSON, only blanks")
    if valid == lines:
        return
    if reading.content.stat().st_size <= MAX_PAGE_BYTES:
        text = f"select content as line from read_text({literal(reading.content)})"
        connection.execute(f"create or replace temp table page as select ltrim(line, chr(65279)) as line from ({text})")
        if connection.execute("select json_valid(line) from page").fetchall()[0][0]:
            connection.execute("create or replace temp table lines as select line from page")
            return
    if valid * 2 < lines:
        raise Refused(f"is no valid JSON, neither as a whole nor line by line ({valid:,} of {lines:,} lines are)")


def _unfold_pages(reading: Reading) -> None:
    """Fill table `records` (_row, line): what stands in a list, bare or wrapped, becomes one line each."""
    pages = json_path(reading.table.records or reading.table.name)
    every = literal(f"{pages}[*]")
    mark = reading.table.page
    lists = {
        "json_type(line) = 'ARRAY'": "cast(json_extract(line, '$[*]') as varchar[])",
        f"json_type(line, {literal(pages)}) = 'ARRAY'": f"cast(json_extract(line, {every}) as varchar[])",
    }
    if mark:
        lists[f"json_exists(line, {literal(json_path(mark))})"] = "[]"
    is_page = f"case when json_valid(line) then coalesce({' or '.join(lists)}, false) else false end"
    has_pages = reading.bench.connection.execute(f"select exists (from lines where {is_page})").fetchall()[0][0]
    # Files of a record a line are the large ones: they are spared a list of one for each.
    cases = " ".join(f"when {test} then {items}" for test, items in lists.items())
    line = f"unnest(case when not json_valid(line) then [line] {cases} else [line] end)" if has_pages else "line"
    reading.bench.connection.execute(
        "create or replace temp table records as"
        f" select row_number() over () as _row, line from (select {line} as line from lines)"
    )


def _names(reading: Reading) -> set[str]:
    """Names that the records have. A record alone under a name that is no column (`{"ticket": {…}}`) is taken out."""
    inside = "json_extract(line, '$.*')[1]"
    own = {*reading.table.column_names, *_opened(reading.table)}
    keys = f"select distinct json_keys(line) as keys from records where {_IS_RECORD}"
    each = f"select unnest(keys) as name, len(keys) = 1 as is_alone from ({keys})"
    query = f"select name, bool_or(is_alone) from ({each}) group by name"
    found: dict[str, bool] = dict(reading.bench.connection.execute(query).fetchall())
    alone = ", ".join(literal(name) for name, is_alone in found.items() if is_alone and name not in own)
    if not alone:
        return set(found)
    wrapped = (
        f"case when {_IS_RECORD} then len(json_keys(line)) = 1 and json_keys(line)[1] in ({alone})"
        f" and json_type({inside}) = 'OBJECT' else false end"
    )
    reading.bench.connection.execute(f"update records set line = {inside}::varchar where {wrapped}")
    return set(dict(reading.bench.connection.execute(query).fetchall()))


def _add_records(reading: Reading) -> tuple[str, ...]:
    """Split the records into columns and take them in."""
    table, names = reading.table, _names(reading)
    if not names:
        return ()
    if len(names) > MAX_COLUMNS:
        raise Refused(f"has {len(names):,} columns; at most {MAX_COLUMNS:,} are read")
    require(table, names | {column.name for column in table.columns if _is_inside(reading, column)})
    whole = {column.name for column in table.columns if column.path is None}
    paths = ", ".join(literal(_column_path(column)) for column in table.columns)
    columns = ", ".join(
        f"found[{place}] as {identifier(name)}" for place, name in enumerate(table.column_names, start=1)
    )
    rest = "null::varchar"
    if names - whole:
        # Merging null takes a name away; what is nested in the values that stay is left as it is.
        declared = json.dumps(dict.fromkeys(sorted(whole)))
        rest = f"nullif(json_merge_patch(line, {literal(declared)})::varchar, '{{}}')"
    reading.add(
        f"select _row, {columns}, {rest} as _rest from"
        f" (select _row, line, json_extract_string(line, [{paths}]) as found from records where {_IS_RECORD})"
    )
    return undeclared_warning(sorted(names - whole - _opened(table)))


def _is_inside(reading: Reading, column: RawColumn) -> bool:
    """Whether any record has something at the column's own path."""
    if column.path is None:
        return False
    path = literal(_column_path(column))
    query = f"select coalesce(bool_or(json_exists(line, {path})), false) from records where {_IS_RECORD}"
    return bool(reading.bench.connection.execute(query).fetchall()[0][0])


def _opened(table: RawTable) -> set[str]:
    """Names of which a part is declared by path: they stay in the rest as a whole, without a warning."""
    paths = [_column_path(column) for column in table.columns if column.path]
    return {path.split('"')[1] for path in paths if '"' in path}


def _column_path(column: RawColumn) -> str:
    return json_path(column.path) if column.path else f'$."{column.name}"'


def json_path(path: str) -> str:
    """A path as JSON path: `data.items` is short for `$."data"."items"`; what begins with $ stays as it is."""
    return path if path.startswith("$") else "$" + "".join(f'."{part}"' for part in path.split("."))
