"""Web frameworks behind the SDK's adapters: FastAPI over ASGI, Django over WSGI and over ASGI."""

from urllib.parse import urlsplit

from api import app
from site_of_django import over_asgi, over_wsgi

from workers import Response, WorkerEntrypoint, asgi, wsgi


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        if request.headers.get("upgrade") == "websocket":
            return await asgi.websocket(app, request, self.env)
        match urlsplit(request.url).path.split("/")[1]:
            case "api":
                return await asgi.fetch(app, request, self.env, self.ctx)
            case "wsgi":
                return await wsgi.fetch(over_wsgi, request, self.env, self.ctx)
            case "asgi":
                return await asgi.fetch(over_asgi, request, self.env, self.ctx)
        return Response(None, status=404)
