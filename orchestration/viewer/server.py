"""The server: pages, answers as JSON and CSV, and the files of the browser's side. It reads and never writes."""

from collections.abc import Awaitable, Callable
from functools import partial
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from orchestration.viewer.answers import answer
from orchestration.viewer.asked import Asked, NotAskable
from orchestration.viewer.csv_text import csv_text
from orchestration.viewer.door import Door
from orchestration.viewer.entries import Report, reports
from orchestration.viewer.guard import Guard
from orchestration.viewer.pages import HERE, message_page, report_page, start_page
from orchestration.viewer.published import Published, Reading
from orchestration.viewer.questions import question

Page = Callable[[Reading, Request], Response]
UNPUBLISHED = "Nothing is published yet: make nightly loads exports and publishes, make demo does so with sample data."


def application(path: Path, door: Door) -> Starlette:
    """The whole site on one published file, which may be replaced while it runs."""
    published = Published(path)

    def page(made: Page) -> Callable[[Request], Awaitable[Response]]:
        return partial(_served, published, made)

    return Starlette(
        routes=[
            Route("/", page(_start), name="start"),
            Route("/reports/{name}", page(_report)),
            Route("/data/{name}.csv", page(_csv)),
            Route("/data/{name}", page(_data)),
            Route("/static/plotly.min.js", _plotly),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(Guard, door=door), Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers={HTTPException: _refused},  # pyright: ignore[reportArgumentType]
    )


async def _served(published: Published, made: Page, request: Request) -> Response:
    return await run_in_threadpool(_read, published, made, request)


def _read(published: Published, made: Page, request: Request) -> Response:
    try:
        with published.reading() as reading:
            return made(reading, request)
    except FileNotFoundError as missing:
        raise HTTPException(503, UNPUBLISHED if missing.errno else str(missing)) from None
    except NotAskable as problem:
        raise HTTPException(400, str(problem)) from problem


def _start(reading: Reading, _: Request) -> Response:
    return HTMLResponse(start_page(reading, site(".")))


def _report(reading: Reading, request: Request) -> Response:
    return HTMLResponse(report_page(reading, _named(request).name, site("..")))


def _data(reading: Reading, request: Request) -> Response:
    """An answer as JSON; whoever asks the same again before the next publication gets it from memory."""
    key = (_named(request).name, *sorted(request.query_params.multi_items()))
    return Response(reading.remembered(key, lambda: _json(reading, request)), media_type="application/json")


def _json(reading: Reading, request: Request) -> bytes:
    asked = _question(reading, request)
    return bytes(JSONResponse(answer(reading, asked).as_json(asked) if asked else {"empty": True}).body)


def _csv(reading: Reading, request: Request) -> Response:
    asked = _question(reading, request)
    made = answer(reading, asked, every_row=True) if asked else None
    name = request.path_params["name"]
    return PlainTextResponse(
        csv_text(made.columns, made.rows) if made else "",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
        media_type="text/csv",
    )


def _question(reading: Reading, request: Request) -> Asked | None:
    return question(reading, _named(request), request.query_params.multi_items())


def _named(request: Request) -> Report:
    report = reports().get(request.path_params["name"])
    if report is None:
        raise HTTPException(404, "There is no such report.")
    return report


def site(root: str, **more: Any) -> dict[str, Any]:
    """What every page needs to find the others: the way to the root, the ending of pages, a name for this version."""
    return {
        "root": root,
        "ending": "",
        "home": f"{root}/",
        "version": metadata.version("plotly"),
        "is_static": False,
        **more,
    }


async def _plotly(_: Request) -> Response:
    return FileResponse(plotly_file(), headers={"Cache-Control": "max-age=31536000, immutable"})


def plotly_file() -> Path:
    """The one file that draws charts, as the package brings it."""
    return Path(str(resources.files("plotly") / "package_data" / "plotly.min.js"))


async def _refused(request: Request, problem: HTTPException) -> Response:
    """Words for people where a page was asked for, JSON where the page's script asked."""
    if request.url.path.startswith("/data/"):
        return JSONResponse({"problem": problem.detail}, problem.status_code)
    depth = request.url.path.count("/") - 1
    root = "/".join([".."] * depth) or "."
    title = {404: "Not found", 503: "Nothing to show yet"}.get(problem.status_code, "That cannot be shown")
    return HTMLResponse(message_page(title, str(problem.detail), site(root)), problem.status_code)
