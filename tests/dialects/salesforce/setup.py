"""Surveys, calendars and presence of the story as records of Salesforce's objects."""

from tests.dialects.salesforce.words import LABELS, days, sf_id, spell
from tests.dialects.story import Row, Story

Records = dict[str, list[Row]]

_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def surveys(story: Story) -> Records:
    """A survey of one question with five faces, and a line for words."""
    survey, question, line = sf_id("0Kd", "csat"), sf_id("0Kq", "1"), sf_id("0Kq", "2")
    found: Records = {
        "Survey": [{"Id": survey, "Name": "Was this helpful?"}],
        "SurveyQuestion": [{"Id": question, "QuestionType": "CSAT"}, {"Id": line, "QuestionType": "FreeText"}],
        "SurveyInvitation": [], "SurveySubject": [], "SurveyResponse": [], "SurveyQuestionResponse": [],
    }  # fmt: skip
    for row in story.rows("survey_sends"):
        invitation = sf_id("0Ki", row["survey_send_id"])
        asked = {"Id": invitation, "SurveyId": survey, "ContactId": sf_id("003", row["customer_id"])}
        found["SurveyInvitation"].append({**asked, "CreatedDate": row["sent_at"]})
        about = {"ParentId": invitation, "SubjectId": sf_id("500", row["ticket_id"])}
        found["SurveySubject"].append({"Id": sf_id("0Ks", row["survey_send_id"]), **about})
    for row in story.rows("survey_responses"):
        response = sf_id("0Kp", row["survey_response_id"])
        found["SurveyResponse"].append(
            {"Id": response, "InvitationId": sf_id("0Ki", row["survey_send_id"]), "SurveyId": survey,
             "SubmitterId": sf_id("003", row["customer_id"]), "Status": "Completed",
             "CompletionDateTime": row["answered_at"]}
        )  # fmt: skip
        score = {"Id": sf_id("0Kr", row["survey_response_id"]), "ResponseId": response, "QuestionId": question}
        number = spell("score", row["score"], story)
        found["SurveyQuestionResponse"].append({**score, "NumberValue": number, "ResponseValue": number})
        words = {"Id": sf_id("0Kt", row["survey_response_id"]), "ResponseId": response, "QuestionId": line}
        found["SurveyQuestionResponse"].append({**words, "NumberValue": "", "ResponseValue": row["comment"]})
    return found


def times(story: Story) -> Records:
    """The calendar with its holidays, and who was present."""
    windows = {int(row["day_of_week"]): row for row in story.rows("schedules")}
    calendar = {"Id": sf_id("01m", "61"), "Name": "Desk hours", "IsActive": "true", "IsDefault": "true"}
    calendar["TimeZoneSidKey"] = "Europe/Berlin"
    for number, day in enumerate(_DAYS, start=1):
        for end, column in (("Start", "start_time"), ("End", "end_time")):
            calendar[f"{day}{end}Time"] = f"{windows[number][column]}:00.000Z" if number in windows else ""
    holidays = [
        {"Id": sf_id("0C0", str(number)), "Name": row["reason"], "ActivityDate": row["start_date"], "IsAllDay": "true",
         "StartTimeInMinutes": "", "EndTimeInMinutes": "", "IsRecurrence": "false"}
        for number, row in enumerate(story.rows("schedule_exceptions"))
    ]  # fmt: skip
    statuses = {status: sf_id("0N5", str(number)) for number, status in enumerate(LABELS)}
    return {
        "BusinessHours": [calendar],
        "Holiday": holidays,
        "ServicePresenceStatus": [{"Id": key, "MasterLabel": LABELS[status]} for status, key in statuses.items()],
        "UserServicePresence": [
            {"Id": sf_id("0N4", str(number)), "UserId": sf_id("005", row["agent_id"]),
             "ServicePresenceStatusId": statuses[row["status"]], "IsAway": str(row["status"] == "away").lower(),
             "IsCurrentState": str(not row["ended_at"]).lower(), "StatusStartDate": row["started_at"],
             "StatusEndDate": row["ended_at"]}
            for number, row in enumerate(_stays(story))
        ],
    }  # fmt: skip


def _stays(story: Story) -> list[Row]:
    return [piece for row in story.rows("availability_intervals") for piece in days(row)]
