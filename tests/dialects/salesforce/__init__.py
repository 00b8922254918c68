"""The story in Salesforce Service Cloud: query results of the API, and the weekly Data Export of an org with less.

The export has no history of fields, only the lifecycle (CaseHistory2), and none of the objects of presence, surveys,
calendars and groups. Nobody is online for longer than a day: who stays signs in again.
"""

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

from tests.dialects.salesforce.records import Records, records
from tests.dialects.salesforce.words import AUTOMATION, LABELS, STAGES, days, sf_id, spell
from tests.dialects.story import Row, Story, write_json, write_note

SOURCES = ("salesforce_api", "salesforce_export")
_NO_LOOKUP = "000000000000000AAA"
# What an org of few means puts into its weekly export.
_EXPORTED = ["Account", "Case", "CaseComment", "CaseHistory2", "Contact", "EmailMessage", "MessagingEndUser"]
_EXPORTED += ["MessagingSession", "RecordMergeHistory", "User"]


def write(story: Story, landing: Path) -> None:
    """Both shapes of the story."""
    found = records(story)
    _write_api(found, landing / "salesforce_api")
    _write_export(found, landing / "salesforce_export")


def known(story: Story, source: str) -> Story:
    """What such an export lets one know of the story."""
    told = story.without("initiators")
    # There is no mark for spam; the automated process stands for customers who write e-mails, and for rules.
    told = told.changed("tickets", lambda row: {**row, "is_spam": "false"}, because="removals")
    told = told.changed("ticket_events", lambda row: None if row["event_type"] == "marked_spam" else row)
    portal = {row["ticket_id"] for row in story.rows("tickets") if row["source_type"] == "portal"}
    told = told.changed("ticket_events", lambda row: _acted(row, portal))
    told = _api(told) if source == "salesforce_api" else _export(told)
    told = told.spelled(lambda kind, value: spell(kind, value, story))
    return _with_automation(told)


def _api(told: Story) -> Story:
    """Bots are in no group; sessions say who joined, not why, and nothing of what visitors thought."""
    told = told.changed("agents", lambda row: row if row["agent_type"] == "human" else {**row, "team_id": ""})
    blank = {"is_human_requested": "false", "handoff_reason": "", "feedback": "", "feedback_at": ""}
    told = told.changed("ai_conversations", lambda row: {**row, **blank}, because="ai_conversations")
    told = told.changed("survey_sends", lambda row: {**row, "agent_id": ""})
    told = told.changed("survey_responses", lambda row: {**row, "agent_id": "", "scale": "1_to_5"})
    stays = [piece for row in told.rows("availability_intervals") for piece in days(row)]
    labelled = [{**row, "detailed_status": LABELS[row["status"]]} for row in stays]
    return replace(told, entities={**told.entities, "availability_intervals": labelled})


def _export(told: Story) -> Story:
    """Words of chats, groups and bots are not in it, and no history but that of status and owner."""
    told = told.without(
        "survey_answers", "survey_sends", "availability", "schedules", "schedule_exceptions", "ai_conversations"
    )
    accepted = _accepted(told)
    told = told.changed("chats", lambda row: {**row, **accepted.get(row["chat_id"], _NOBODY)}, because="chats")
    told = told.changed("messages", lambda row: None if row["chat_id"] else row)
    told = replace(told, lacks=told.lacks | {"bot_messages", "ai_messages"})
    told = told.changed("agents", _unnamed_team, because="memberships")
    told = told.changed("teams", lambda row: {**row, "team_name": ""})
    told = told.changed("stages", lambda row: {**row, "stage_name": STAGES[row["stage_id"]], "display_order": ""})
    told = told.changed("ticket_events", lambda row: None if row["event_type"] == "deleted" else row)
    return told.changed(
        "ticket_events", lambda row: None if row["event_type"] == "priority_changed" else row, because="priorities"
    )


_NOBODY = {"first_human_reply_at": "", "owner_id": ""}


def _accepted(story: Story) -> dict[str, Row]:
    """Who took a chat, and when: that is all that the session itself says."""
    found: dict[str, Row] = {}
    for row in story.rows("messages"):
        if row["chat_id"] and row["author_type"] == "agent":
            found.setdefault(row["chat_id"], {"first_human_reply_at": row["sent_at"], "owner_id": row["author_id"]})
    return found


def _unnamed_team(agent: Row) -> Row | None:
    """The AI agent's user is known for a bot by the note; a bot without a user is not there at all."""
    if agent["agent_id"] == "31":
        return None
    return {**agent, "team_id": "", "agent_type": "human" if agent["agent_type"] == "human" else "bot"}


def _acted(event: Row, portal: set[str]) -> Row:
    if event["actor_type"] == "automation" or (event["actor_type"] == "customer" and event["ticket_id"] not in portal):
        return {**event, "actor_type": "automation", "actor_id": "automation"}
    return event


def _with_automation(told: Story) -> Story:
    row = {"agent_id": AUTOMATION, "agent_name": "Automated Process", "agent_type": "bot", "team_id": ""}
    agents = [*told.rows("agents"), {**row, "is_active": "true"}]
    # Users have a time zone, bots that are no users have none.
    zones = {True: "Europe/Berlin", False: ""}
    agents = [{**agent, "time_zone": zones[agent["agent_id"].startswith("005")]} for agent in agents]
    return replace(told, entities={**told.entities, "agents": agents})


def _write_api(found: Records, folder: Path) -> None:
    """Bulk results in overlapping pages with a mark in front; the history as query pages, newest first."""
    write_note(folder, "salesforce")
    for name, rows in found.items():
        written = [{column: _api_value(value) for column, value in row.items()} for row in rows]
        middle = len(written) // 2
        if name == "CaseHistory":
            pages = [list(reversed(written))[: middle + 2], list(reversed(written))[middle - 1 :]]
            for number, page in enumerate(pages):
                listed = [{"attributes": {"type": name}, **{k: v or None for k, v in row.items()}} for row in page]
                write_json(folder / f"{name}.{number}.json", {"totalSize": len(written), "records": listed})
        else:
            pages = [written[: middle + 1], written[middle:] or written]
            for number, page in enumerate(pages):
                (folder / f"{name}.{number}.csv").write_text("\ufeff" + _csv(page, csv.QUOTE_MINIMAL), "utf-8")
    gone = [row for row in found["Case"] if row["IsDeleted"] == "true" and not row["MasterRecordId"]]
    listed = [{"id": row["Id"], "deletedDate": _api_value(row["SystemModstamp"])} for row in gone]
    write_json(folder / "CaseDeleted.json", {"deletedRecords": listed, "latestDateCovered": "2026-04-09T22:00:00.000Z"})


def _write_export(found: Records, folder: Path) -> None:
    """One zip, everything in quotes, in the encoding that an admin in Berlin chose years ago."""
    write_note(folder, "salesforce", bot_agent_ids=[sf_id("005", "21")])
    with zipfile.ZipFile(folder / "WE_00DQy0000000001EAA_1.ZIP", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in _EXPORTED:
            rows = [{column: _export_value(column, value) for column, value in row.items()} for row in found[name]]
            archive.writestr(f"{name}.csv", _csv(rows, csv.QUOTE_ALL).encode("cp1252"))


def _csv(rows: list[Row], quoting: int) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), quoting=quoting, lineterminator="\n")  # type: ignore[arg-type]
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _api_value(value: str) -> str:
    return value.replace("Z", ".000+0000") if value.endswith("Z") and value[10:11] == "T" else value


def _export_value(column: str, value: str) -> str:
    if value in ("true", "false"):
        return "1" if value == "true" else "0"
    if value == "" and column.endswith("Id"):
        return _NO_LOOKUP
    is_instant = value.endswith("Z") and value[10:11] == "T"
    return value.replace("T", " ").replace("Z", "") if is_instant else value
