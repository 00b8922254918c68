"""Parts of pages that are written from what they tell of: a text between two markers."""


def between_markers(page: str, name: str, text: str) -> str:
    """The page with the text between `<!-- name: start -->` and `<!-- name: end -->`.

    Raises ValueError where a marker is missing.
    """
    start, end = f"<!-- {name}: start -->", f"<!-- {name}: end -->"
    before, found, rest = page.partition(start)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise ValueError(f"the page lacks {start} or {end}")
    return f"{before}{start}\n{text}\n{end}{after}"
