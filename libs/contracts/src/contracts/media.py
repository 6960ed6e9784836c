"""What media-proxy takes and answers: photos, and the signed links that open them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from contracts.base import Absent, Contract
from edgekit.services import Operation, Service

LONGEST_NAME = 150  # characters; percent-encoded they fit in what R2 keeps beside an object
LONGEST_LINK_SECONDS = 365 * 86_400

MediaType = Literal[
    "image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/heic"
]
"""What is kept. SVG is not among them, as it can hold scripts."""
MediaId = Annotated[
    str, Field(pattern=r"^(med|src)_[a-z2-7]{26}$", description="`src_…` is a copy from elsewhere.")
]


class NewUpload(Contract):
    """A file that is to be uploaded: the link will take no other type or size."""

    content_type: MediaType
    size: Annotated[int, Field(ge=1, description="Bytes; `MAX_BYTES` at most.")]
    name: Absent[Annotated[str, Field(max_length=LONGEST_NAME)]] = Field(
        default=None, description="What it is called when somebody saves it."
    )


class Upload(Contract):
    """Where to send a file, and where it can be read once it is there."""

    id: MediaId
    upload_url: str = Field(description="Takes the file by PUT, once.")
    read_url: str
    expires_at: datetime = Field(description="When `upload_url` ends.")
    read_expires_at: datetime = Field(description="When `read_url` ends.")


class Media(Contract):
    """A file that was taken."""

    id: MediaId
    content_type: MediaType
    size: int
    etag: str


class NewLink(Contract):
    """What a link is wanted for: a file that is here, or an image of an allowed host."""

    id: MediaId | None = None
    url: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    expires_in: Annotated[int, Field(ge=60, le=LONGEST_LINK_SECONDS)] | None = Field(
        default=None, description="Seconds; `READ_DAYS` days unless said."
    )

    @model_validator(mode="after")
    def _names_one(self) -> "NewLink":
        if (self.id is None) == (self.url is None):
            raise ValueError("give either id or url")
        return self


class Link(Contract):
    """A link that whoever has it can read by until it ends."""

    id: MediaId = Field(description="What to delete the file, or the copy, by.")
    url: str
    expires_at: datetime


class MediaKey(Contract):
    """Names a file."""

    media_id: MediaId


class MediaProxyService(Service, worker="media-proxy"):
    """Links to photos; only with the admin token."""

    upload = Operation("POST", "/api/uploads", NewUpload, Upload, admin=True)
    link = Operation("POST", "/api/links", NewLink, Link, admin=True)
    delete: Operation[MediaKey, None] = Operation(
        "DELETE", "/api/media/{media_id}", MediaKey, None, admin=True
    )
