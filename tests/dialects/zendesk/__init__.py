"""The story as Zendesk writes it: pages of the API with audits, and the JSON account export with comments."""

from pathlib import Path

from tests.dialects.story import Story
from tests.dialects.zendesk import api, export
from tests.dialects.zendesk.known import known_from_api, known_from_export

SOURCES = ("zendesk_api", "zendesk_export")


def write(story: Story, landing: Path) -> None:
    """One landing folder per shape."""
    api.write(story, landing / "zendesk_api")
    export.write(story, landing / "zendesk_export")


def known(story: Story, source: str) -> Story:
    """What of the story an export of that shape lets one know, in Zendesk's ids and words."""
    return (known_from_api if source == "zendesk_api" else known_from_export)(story)
