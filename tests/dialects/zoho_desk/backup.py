"""The data backup: a zip of CSV files, a module each; wall clocks of the account, ids without most names."""

import csv
import io
import zipfile
from pathlib import Path

from tests.dialects.story import TIME_ZONE, Row, Story, write_note
from tests.dialects.zoho_desk.words import CHANNELS, PRIORITIES, local, spell


def write_backup(story: Story, folder: Path) -> None:
    """One zip."""
    write_note(folder, "zoho_desk")
    modules = {"Tickets_1": _tickets(story), "Contacts_1": _contacts(story)}
    modules |= {"Accounts_1": _accounts(story), "Agents_1": _agents(story)}
    with zipfile.ZipFile(folder / "backup.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in modules.items():
            out = io.StringIO()
            writer = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)
            archive.writestr(f"{name}.csv", out.getvalue())


def _tickets(story: Story) -> list[Row]:
    companies = {row["customer_id"]: row["company_id"] for row in story.rows("customers")}
    closed = {
        event["ticket_id"]: event["occurred_at"]
        for event in story.rows("ticket_events")
        if event["new_value"] == "solved"
    }
    return [
        {
            "Ticket Id": spell("ticket", row["ticket_id"]),
            "Ticket Number": row["ticket_number"],
            "Subject": row["subject"],
            "Status": spell("stage", row["stage_id"]),
            "Created Time": local(row["created_at"]),
            "Closed Time": local(closed[row["ticket_id"]]) if row["stage_id"] == "solved" else "",
            "Channel": CHANNELS[row["source_type"]],
            "Classification": row["ticket_type"].capitalize(),
            "Priority": PRIORITIES[row["priority"]],
            "Department Id": spell("team", row["team_id"]),
            "Ticket Owner Id": spell("agent", row["owner_id"]),
            "Contact Id": spell("customer", row["customer_id"]),
            "Account Id": spell("company", companies[row["customer_id"]]),
        }
        for row in story.rows("tickets")
        if "true" not in (row["is_spam"], row["is_deleted"])
    ]


def _contacts(story: Story) -> list[Row]:
    rows = story.rows("customers")
    names = [row["customer_name"].split(" ", 1) for row in rows]
    return [
        {
            "Contact Id": spell("customer", row["customer_id"]),
            "First Name": first,
            "Last Name": last,
            "Account Id": spell("company", row["company_id"]),
        }
        for row, (first, last) in zip(rows, names, strict=True)
    ]


def _accounts(story: Story) -> list[Row]:
    names = {row["company_id"]: row["company_name"] for row in story.rows("customers") if row["company_id"]}
    return [{"Account Id": spell("company", key), "Account Name": name} for key, name in names.items()]


def _agents(story: Story) -> list[Row]:
    people = [row for row in story.rows("agents") if row["agent_type"] == "human"]
    return [
        {
            "Agent Id": spell("agent", row["agent_id"]),
            "First Name": row["agent_name"].split(" ")[0],
            "Last Name": row["agent_name"].split(" ")[1],
            "Status": "ACTIVE" if row["is_active"] == "true" else "DELETED",
            "Time Zone": TIME_ZONE,
        }
        for row in people
    ]
