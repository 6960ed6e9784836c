"""A public resolver: DNS over HTTPS, in the JSON that Cloudflare and Google answer.

https://developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json/
"""

import re

from fleet.dev.providers.base import Answer, Exchange, StandIn

TYPES = {"A": 1, "AAAA": 28}
NO_SUCH_NAME = 3
SOMEWHERE = {"A": "93.184.215.14", "AAAA": "2606:2800:21f:cb07:6820:80da:af6b:8b2c"}
# Real names of the public DNS that lead to wherever their name says, or to this machine.
WILDCARDS = ("nip.io", "sslip.io")
LOOPBACK = ("localtest.me", "lvh.me", "vcap.me")
EMBEDDED = re.compile(r"(?:^|[.-])(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})(?:[.]|$)")


class Dns(StandIn):
    """Knows every name: somewhere public, or where names such as ``10-0-0-1.nip.io`` say.

    Names of ``.invalid`` are those that there are not (RFC 6761).
    """

    name = "dns"
    hosts = ("cloudflare-dns.com", "dns.google")
    variables = ("DNS_URL",)

    def answer(self, exchange: Exchange) -> Answer:
        """Answer a question for addresses."""
        host = exchange.query.get("name", "").lower().rstrip(".")
        kind = exchange.query.get("type", "A").upper()
        if kind not in TYPES or not host:
            return Answer.json({"error": "Invalid query"}, 400)
        told = {"Status": 0, "Question": [{"name": host, "type": TYPES[kind]}]}
        if host.endswith(".invalid"):
            return Answer.json(told | {"Status": NO_SUCH_NAME})
        address = _address(host, kind)
        if address is None:
            return Answer.json(told)
        record = {"name": host, "type": TYPES[kind], "TTL": 300, "data": address}
        return Answer.json(told | {"Answer": [record]})


def _address(host: str, kind: str) -> str | None:
    if _is_under(host, LOOPBACK):
        return {"A": "127.0.0.1", "AAAA": "::1"}[kind]
    found = EMBEDDED.search(host) if _is_under(host, WILDCARDS) else None
    if found is None:
        return SOMEWHERE[kind]
    return ".".join(found.groups()) if kind == "A" else None


def _is_under(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in domains)
