"""The stand-ins of partners and of a public resolver."""

import json

import pytest

from fleet.dev.providers.base import Exchange
from fleet.dev.providers.dns import Dns
from fleet.dev.providers.partner import Partner


@pytest.mark.parametrize(
    ("name", "kind", "found"),
    [
        ("hooks.partner.example", "A", ["93.184.215.14"]),
        ("10-0-0-1.nip.io", "A", ["10.0.0.1"]),
        ("app.169.254.169.254.nip.io", "A", ["169.254.169.254"]),
        ("10-0-0-1.nip.io", "AAAA", []),
        ("localtest.me", "AAAA", ["::1"]),
        ("nobody.invalid", "A", []),
    ],
)
def test_the_resolver_answers_as_public_ones_do(name: str, kind: str, found: list[str]) -> None:
    url = f"https://cloudflare-dns.com/dns-query?name={name}&type={kind}"
    answer = Dns().answer(Exchange("partner-hooks", "GET", url, {}, b""))
    told = json.loads(answer.body)
    assert [each["data"] for each in told.get("Answer", [])] == found
    assert told["Status"] == (3 if name.endswith(".invalid") else 0)


def test_a_question_without_a_name_is_refused() -> None:
    url = "https://cloudflare-dns.com/dns-query?type=A"
    assert Dns().answer(Exchange("partner-hooks", "GET", url, {}, b"")).status == 400


def test_a_partner_takes_what_is_signed_wherever_it_goes() -> None:
    signed = Exchange("w", "POST", "https://a.example/", {"webhook-signature": "v1,x"}, b"{}")
    assert Partner().takes(signed)
    assert Partner().answer(signed).status == 204
    assert not Partner().takes(Exchange("w", "POST", "https://a.example/", {}, b"{}"))
