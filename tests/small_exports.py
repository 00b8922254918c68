"""Small exports of ten systems, made by hand for what is odd about each."""

import json
import shutil
from pathlib import Path

from tests import test_freshdesk, test_help_scout, test_intercom, test_salesforce, test_survey_tools, test_zoho_desk

# Systems of which nothing but logs of events is known.
LOGS = {
    "servicenow": {
        "incident_event_log.csv": [
            "number,incident_state,sys_mod_count,opened_at,sys_updated_at,assigned_to,priority",
            *(f"INC{number},{state},{count},02/03/2026 08:00,02/03/2026 0{8 + count}:00,{who},?"
              for number in (1, 2, 3) for count, (state, who) in
              enumerate([("New", "?"), ("Active", "Ann"), ("Active", "Bo"), ("Resolved", "Bo"), ("Closed", "Bo")])),
        ]
    },
    "jira_service_management": {
        "sample_utterances.csv": [
            "issueid,id,comment_seq,utr_seq,author,created,is_private,actionbody,author_role",
            *(f"{issue},{issue}{seq},{seq},{line},p{seq % 2},2026-03-02 0{seq}:00:00,0,text,{role}"
              for issue in (7, 8) for seq, role in enumerate(["reporter", "assignee", "reporter", "others"])
              for line in (0, 1)),
        ],
        "issues_snapshot_sample.csv": [
            "id,no,project,reporter,type,priority,turn_no,assignee,started,ended",
            *(f"{issue},{issue},DESK,p0,Bug,High,1,p1,2026-03-02 01:00:00,2026-03-03 01:00:00" for issue in (7, 8)),
        ],
    },
    "call_center_log": {
        "january.txt": ["\t".join(fields.split()) for fields in (
            "vru+line call_id customer_id priority type date vru_entry vru_exit vru_time"
            " q_start q_exit q_time outcome ser_start ser_exit ser_time server",
            "A1 1 12 2 PS 990109 23:59:23 23:59:28 5 23:59:28 0:00:03 35 AGENT 0:00:02 0:00:55 53 ANAT",
            "A1 2 0 0 NW 990110 9:00:00 9:00:10 10 9:00:10 9:00:40 30 HANG 0:00:00 0:00:00 0 NO_SERVER",
            "A1 3 0 0 NW 990110 9:00:00 9:00:10 10 0:00:00 0:00:00 0 AGENT 9:00:12 9:03:10 178 ANAT",
        )],
    },
}  # fmt: skip


def small_exports(folder: Path) -> dict[Path, Path]:
    """Write them below a folder; returns the files by where they belong in a landing folder."""
    test_freshdesk.by_hand(folder / "freshdesk")
    test_help_scout.write_traps(folder / "help_scout" / "desk")
    test_intercom.write_traps(folder / "intercom")
    test_salesforce.by_hand(folder / "salesforce" / "desk")
    test_survey_tools.by_hand(folder / "surveys")
    test_zoho_desk.by_hand(folder / "zoho_desk")
    for system, files in LOGS.items():
        desk = folder / system / "desk"
        desk.mkdir(parents=True)
        note = {"source_system": system, "exported_at": "2026-05-01T00:00:00Z", "time_zone": "UTC"}
        (desk / "_export.json").write_text(json.dumps(note))
        for name, rows in files.items():
            (desk / name).write_text("\n".join(rows) + "\n")
    landed = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        system, account, *rest = path.relative_to(folder).parts
        landed[Path(f"{system}_{account}", *rest)] = path
    return landed


def land_small_exports(landing: Path) -> Path:
    """Put them into a landing folder and return it."""
    for file, path in small_exports(landing.with_name(f"{landing.name}_small")).items():
        (landing / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, landing / file)
    return landing
