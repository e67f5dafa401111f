"""Answers to writes: other statuses of success, less to read, and nothing at all."""

from tests.support.proxy import Change, Passing

from .difference import (
    PAGE,
    PAGES,
    SOURCE,
    SOURCES,
    Difference,
    Ends,
    answered,
    each_page,
    goes_on,
    on,
    stops,
    with_fields,
)


def status(code: int) -> Change:
    """The same answer with another status."""

    def change(answer: Passing) -> None:
        answer.status = code

    return change


def only_its_id(answer: Passing) -> None:
    answer.json = {"id": answer.json["id"]}


def only_its_id_in_data(answer: Passing) -> None:
    answer.json = {"data": {"id": answer.json["id"], "type": "page"}}


def row_alone(answer: Passing) -> None:
    """The page as lists show it."""
    answer.json = {n: v for n, v in answer.json.items() if n not in ("content", "draft", "sources")}


def located(answer: Passing) -> None:
    answer.headers["Location"] = f"{PAGES}/{answer.json['id']}"


DONE = {"ok": True}
DELETED = {"deleted": True}

ROWS = [
    goes_on("pages are made with 200", on(status(200), "POST", PAGES)),
    goes_on("pages are made with 202", on(status(202), "POST", PAGES)),
    goes_on("pages are made with a Location", on(located, "POST", PAGES)),
    goes_on("pages are made with their id alone", on(only_its_id, "POST", PAGES)),
    goes_on("pages are made with their id in data", on(only_its_id_in_data, "POST", PAGES)),
    goes_on("pages are made with a row alone", on(row_alone, "POST", PAGES)),
    goes_on(
        "pages are made with nothing",
        on(answered(201), "POST", PAGES),
        told="looking whether the page was made",
    ),
    goes_on(
        "pages are made with 204",
        on(answered(204), "POST", PAGES),
        told="looking whether the page was made",
    ),
    goes_on(
        "pages are made with {}",
        on(answered(201, {}), "POST", PAGES),
        told="looking whether the page was made",
    ),
    goes_on(
        "pages are made with half a page",
        on(each_page(with_fields(visibility=None)), "POST", PAGES),
    ),
    goes_on("pages are changed with 204", on(answered(204), "PATCH", PAGE)),
    goes_on("pages are changed with nothing", on(answered(200), "PATCH", PAGE)),
    goes_on("pages are changed with {}", on(answered(200, {}), "PATCH", PAGE)),
    goes_on("pages are changed with ok", on(answered(200, DONE), "PATCH", PAGE)),
    goes_on("pages are changed with 202", on(status(202), "PATCH", PAGE)),
    goes_on("pages are changed with their id alone", on(only_its_id, "PATCH", PAGE)),
    goes_on("pages are changed with a row alone", on(row_alone, "PATCH", PAGE)),
    goes_on("pages are changed with a list", on(answered(200, [DONE]), "PATCH", PAGE)),
    goes_on("pages are archived with 204", on(answered(204), "DELETE", PAGE)),
    goes_on("pages are archived with nothing", on(answered(200), "DELETE", PAGE)),
    goes_on("pages are archived with 202", on(answered(202, DELETED), "DELETE", PAGE)),
    goes_on("pages are archived with {}", on(answered(200, {}), "DELETE", PAGE)),
    goes_on(
        "pages are archived with a word in data",
        on(answered(200, {"data": DELETED}), "DELETE", PAGE),
    ),
    stops(
        "pages are archived, but it says not",
        on(answered(200, {"deleted": False}), "DELETE", PAGE),
        "deleted should be true",
    ),
    stops(
        "pages are archived with HTML",
        on(answered(200, b"<p>Gone"), "DELETE", PAGE),
        "it was carried out, but",
    ),
    goes_on("sources are always made with 201", on(status(201), "POST", SOURCES)),
    goes_on("sources are never made with 201", on(status(200), "POST", SOURCES)),
    goes_on("sources are made with 202", on(status(202), "POST", SOURCES)),
    goes_on("sources are archived with 204", on(answered(204), "DELETE", SOURCE)),
    goes_on("what is read comes with 203", on(status(203), "GET")),
    Difference("nothing is read with 206", on(status(206), "GET"), Ends.GOES_ON),
    stops(
        "sources are made with nothing",
        on(answered(201), "POST", SOURCES),
        "POST /knowledge-hub/sources: it was carried out, but",
    ),
]
