"""What Cloudflare's API puts around each result, and how it refuses."""

from typing import Any


class ApiError(Exception):
    """An answer with an error in it; ``code`` is Cloudflare's own number."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    def document(self) -> dict[str, Any]:
        """The body of the answer."""
        errors = [{"code": self.code, "message": self.message}]
        return {"success": False, "errors": errors, "messages": [], "result": None}


def success(result: Any, info: dict[str, Any] | None = None) -> dict[str, Any]:
    """The body of a good answer; ``info`` tells of pages, where the result is a list."""
    document = {"success": True, "errors": [], "messages": [], "result": result}
    if isinstance(result, list):
        count = len(result)
        pages = {"page": 1, "per_page": max(count, 100), "count": count, "total_count": count}
        document["result_info"] = info or (pages | {"total_pages": 1})
    return document


NO_WORKER = ApiError(404, 10007, "This Worker does not exist on your account.")
NO_SERVICE = ApiError(404, 10090, "workers.api.error.service_not_found")
NO_ROUTE = ApiError(404, 7003, "Could not route to that path: it is not a known API route.")
