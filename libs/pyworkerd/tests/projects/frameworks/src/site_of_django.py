"""A Django site in one module."""

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.template import engines
from django.urls import path

TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
settings.configure(
    ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="test", TEMPLATES=TEMPLATES
)


def hello(request, name):
    page = engines["django"].from_string("<p>Hello {{ name }}</p>")
    return HttpResponse(page.render({"name": name}))


def echo(request):
    return JsonResponse({"method": request.method, "body": request.body.decode()}, status=201)


urlpatterns = [
    path(f"{kind}/{route}", view)
    for kind in ("wsgi", "asgi")
    for route, view in (("hello/<name>", hello), ("echo", echo))
]
over_wsgi = get_wsgi_application()
over_asgi = get_asgi_application()
