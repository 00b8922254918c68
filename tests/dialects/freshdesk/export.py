"""The ticket export: names for ids, wall clocks of the account, sentinel words; as CSV, and as XML called .xls."""

from pathlib import Path
from xml.sax.saxutils import escape

from tests.dialects.freshdesk.words import PRIORITIES, local, source_type, spell
from tests.dialects.story import Row, Story, write_csv, write_note


def first_replies(story: Story) -> dict[str, str]:
    """First reply of a person to each ticket that was not a letter of its own."""
    created = {row["ticket_id"]: row["created_at"] for row in story.rows("tickets")}
    return {
        row["ticket_id"]: row["sent_at"]
        for row in reversed(story.rows("messages"))
        if row["author_type"] == "agent" and row["is_public"] == "true" and row["sent_at"] > created[row["ticket_id"]]
    }


def write_export(story: Story, folder: Path) -> None:
    """Older tickets as CSV, as somebody saved it again with the clock beside the date; the newer half as XLS."""
    write_note(folder, "freshdesk")
    rows = _rows(story)
    write_csv(folder / "123456_tickets-April-09-2026-23_50.csv", [_saved_again(row) for row in rows[:9]])
    (folder / "123456_tickets-April-10-2026-00_00.xls").write_text(_spreadsheet(rows[7:]), encoding="utf-8")


def _rows(story: Story) -> list[Row]:
    replies, agents, teams, customers = first_replies(story), {}, {}, {}
    agents |= {row["agent_id"]: row["agent_name"] for row in story.rows("agents")}
    teams |= {row["team_id"]: row["team_name"] for row in story.rows("teams")}
    customers |= {row["customer_id"]: row for row in story.rows("customers")}
    resolved = {
        event["ticket_id"]: event["occurred_at"]
        for event in story.rows("ticket_events")
        if event["new_value"] == "solved"
    }
    return [
        {
            "Ticket ID": ticket["ticket_id"],
            "Subject": ticket["subject"],
            "Status": spell("stage", ticket["stage_id"]),
            "Priority": PRIORITIES[ticket["priority"]][1],
            "Source": source_type(ticket),
            "Type": ticket["ticket_type"].capitalize(),
            "Agent": agents.get(ticket["owner_id"], "No Agent"),
            "Group": teams.get(ticket["team_id"], "No Group"),
            "Created time": local(ticket["created_at"]),
            "Resolved time": local(resolved[ticket["ticket_id"]]) if ticket["stage_id"] == "solved" else "",
            "Closed time": "",
            "Last update time": local(ticket["created_at"]),
            "Initial response time": local(replies.get(ticket["ticket_id"], "")),
            "First response time (in hrs)": "00:00:00",
            "Product": "No Product",
            "Full name": customers[ticket["customer_id"]]["customer_name"],
            "Contact ID": f"Contact{ticket['customer_id']}@example.com",
            "Company Name": customers[ticket["customer_id"]]["company_name"] or "No Company",
        }
        for ticket in story.rows("tickets")
        # Views, and so the export, show neither spam nor the bin.
        if "true" not in (ticket["is_spam"], ticket["is_deleted"])
    ]


def _saved_again(row: Row) -> Row:
    """The creation as a date at midnight, the clock in a column of its own."""
    split: Row = {}
    for name, value in row.items():
        if name == "Created time":
            year, month, day = value[:10].split("-")
            split |= {"Created": f"{day}/{month}/{year} 00:00", "time": value[11:]}
        else:
            split[name] = value
    return split


def _spreadsheet(rows: list[Row]) -> str:
    lines = "".join(
        f"<ss:Row>{_cells(values)}</ss:Row>\n" for values in [list(rows[0]), *(list(row.values()) for row in rows)]
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">\n'
        '<ss:Worksheet ss:Name="Sheet1"><ss:Table>\n'
        f"{lines}</ss:Table></ss:Worksheet></ss:Workbook>\n"
    )


def _cells(values: list[str]) -> str:
    kinds = ["Number" if value.isdigit() else "String" for value in values]
    return "".join(
        f'\n  <ss:Cell><ss:Data ss:Type="{kind}">{escape(value)}</ss:Data></ss:Cell>\n'
        for kind, value in zip(kinds, values, strict=True)
    )
