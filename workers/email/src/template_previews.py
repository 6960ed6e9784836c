"""A template with its sample data, as its reader would see it."""

from typing import Literal

from edgekit import HTML, TEXT, Problem, Response
from mail_sender import rendered
from mail_templates import TEMPLATES, read_data
from mail_vars import Ctx

SAFE = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
NOWHERE = "/api/unsubscribe?token=sample"


def preview(name: str, part: Literal["html", "text"] | None, ctx: Ctx) -> Response:
    """A part of a template: that which is asked for, else what ``Accept`` prefers, else HTML.

    Raises ``Problem`` 404 for a template that there is not.
    """
    found = next((each for each in TEMPLATES if each == name), None)
    if found is None:
        raise Problem(404, f"No template is called {name}; there are {', '.join(TEMPLATES)}.")
    template = TEMPLATES[found]
    values = template.values(read_data(found, template.sample))
    subject = template.subject_of(values)
    leave = ctx.vars.public_url.rstrip("/") + NOWHERE if template.category == "marketing" else ""
    parts = rendered(found, subject, values, leave, ctx.vars)
    if (part or _preferred(ctx.header("accept") or "")) == "text":
        return Response(f"Subject: {subject}\n\n{parts.text}", media_type=TEXT)
    return Response(parts.html, media_type=HTML, headers=SAFE)


def _preferred(accept: str) -> Literal["html", "text"]:
    types = [each.partition(";")[0].strip().lower() for each in accept.split(",")]
    return "text" if "text/plain" in types and "text/html" not in types else "html"
