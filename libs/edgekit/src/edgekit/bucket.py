"""An R2 bucket: objects by key, whose bytes pass through the worker and are never held whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .platform import TOO_LARGE, Bridge, PlatformError
from .platform.byte_stream import ByteStream
from .platform.values import js_object

PART_BYTES = 5 << 20  # R2 takes no smaller parts but the last


@dataclass(frozen=True)
class StoredObject:
    """What is known of an object; ``etag`` is a strong entity tag, with its quotes.

    ``body`` is a JavaScript stream for a ``Response``, ``None`` where it was not asked for.
    """

    key: str
    size: int
    etag: str
    uploaded_ms: int
    media_type: str
    metadata: Mapping[str, str]
    body: Any = None


class Bucket:
    """Objects by key, strongly consistent. Each method raises ``PlatformError`` when R2 is down."""

    __slots__ = ("_bridge", "_bucket")

    def __init__(self, bridge: Bridge, bucket: Any) -> None:
        self._bridge = bridge
        self._bucket = bucket

    async def head(self, key: str) -> StoredObject | None:
        """What is known of an object, without its bytes."""
        return _stored(await self._bridge.call(self._bucket, "head", key))

    async def get(
        self, key: str, offset: int = 0, length: int | None = None
    ) -> StoredObject | None:
        """An object with its bytes from ``offset`` on, ``length`` of them or all."""
        if offset == 0 and length is None:
            found = await self._bridge.call(self._bucket, "get", key)
        else:
            wanted = {"offset": offset} if length is None else {"offset": offset, "length": length}
            options = js_object({"range": wanted})
            found = await self._bridge.call(self._bucket, "get", key, options)
        return None if found is None else _stored(found, found.body)

    async def put(
        self,
        key: str,
        content: ByteStream,
        length: int,
        *,
        media_type: str,
        timeout_ms: int,
        metadata: Mapping[str, str] | None = None,
        replace: bool = True,
    ) -> StoredObject | None:
        """Store ``content`` as it comes, which is to be ``length`` bytes: else nothing is stored.

        Without ``replace`` what is there already stays, and the answer is ``None``. Text in
        ``metadata`` should be ASCII, 2,048 bytes of it at most.
        """
        options = _options(media_type, metadata)
        if not replace:
            options |= {"onlyIf": {"etagDoesNotMatch": "*"}}
        stream = content.exactly(length)
        asked = (key, stream, js_object(options))
        return _stored(await self._bridge.within(timeout_ms, self._bucket, "put", *asked))

    async def put_parts(
        self,
        key: str,
        content: ByteStream,
        limit: int,
        *,
        media_type: str,
        timeout_ms: int,
        metadata: Mapping[str, str] | None = None,
    ) -> StoredObject:
        """Store ``content`` whose length nobody knows, 5 MiB of it in memory at a time.

        Raises a ``PlatformError`` that ``is_too_large`` where it is over ``limit`` bytes; nothing
        is stored then, nor where it breaks off.
        """
        bridge, options = self._bridge, js_object(_options(media_type, metadata))
        upload = await bridge.call(self._bucket, "createMultipartUpload", key, options)
        try:
            parts: list[Any] = []
            size = 0
            async for part in content.parts(PART_BYTES, timeout_ms):
                size += len(part)
                if size > limit:
                    raise PlatformError(TOO_LARGE)
                sent = (len(parts) + 1, bridge.buffer(part))
                parts.append(await bridge.within(timeout_ms, upload, "uploadPart", *sent))
            return _known(await bridge.call(upload, "complete", _array(parts)))
        except BaseException:
            await bridge.call(upload, "abort")
            raise

    async def put_empty(self, key: str, *, media_type: str) -> None:
        """Put an object of no bytes in the place of whatever is there."""
        options = js_object(_options(media_type, None))
        await self._bridge.call(self._bucket, "put", key, "", options)

    async def delete(self, key: str) -> None:
        """Remove an object; it is no error if there is none."""
        await self._bridge.call(self._bucket, "delete", key)


def _options(media_type: str, metadata: Mapping[str, str] | None) -> dict[str, Any]:
    return {"httpMetadata": {"contentType": media_type}, "customMetadata": dict(metadata or {})}


def _array(values: list[Any]) -> Any:
    from pyodide.ffi import to_js

    return to_js(values)


def _stored(found: Any, body: Any = None) -> StoredObject | None:
    return None if found is None else _known(found, body)


def _known(found: Any, body: Any = None) -> StoredObject:
    media_type = found.httpMetadata.contentType
    return StoredObject(
        key=found.key,
        size=found.size,
        etag=found.httpEtag,
        uploaded_ms=int(found.uploaded.getTime()),
        media_type=media_type if isinstance(media_type, str) else "application/octet-stream",
        metadata=found.customMetadata.to_py(),
        body=body,
    )
