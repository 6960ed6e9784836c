"""Addresses that strangers give: no spelling of a private one gets through."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgekit.public_urls import NOT_PUBLIC_4, PublicUrl, RefusedUrl, is_public_address, public_url

REFUSED = Path(__file__).with_name("refused_urls.txt").read_text().split()
ODD = [
    "https://exa mple.com/",
    "https://127.0.0.1\t/",
    "\nhttps://example.com/",
    " https://a.com",
    "https://example.com/\r\nx-a: b",
    "https://example.com/a b",
    "",
    "https://\x00example.com/",
]
TAKEN = {
    "https://example.com": "https://example.com/",
    "HTTPS://Example.COM/In?a=1&b=%2F": "https://example.com/In?a=1&b=%2F",
    "https://example.com:443/x": "https://example.com/x",
    "https://example.com:8443/x": "https://example.com:8443/x",
    "https://8.8.8.8/": "https://8.8.8.8/",
    "https://172.32.0.1/": "https://172.32.0.1/",
    "https://[2606:4700::1111]/": "https://[2606:4700::1111]/",
    "https://[::ffff:8.8.8.8]/": "https://[::ffff:808:808]/",
    "https://[64:ff9b::8.8.8.8]/": "https://[64:ff9b::808:808]/",
    "https://münchen.example.de/ü": "https://xn--mnchen-3ya.example.de/%C3%BC",
    "https://my_hooks.example.com/": "https://my_hooks.example.com/",
    "https://notlocalhost.com/": "https://notlocalhost.com/",
    "https://localhost.example.com/": "https://localhost.example.com/",
    "https://1.2.3.4.example.com/": "https://1.2.3.4.example.com/",
    "https://svc.example.com/": "https://svc.example.com/",
    "https://kubernetes.default.svc.example.com/": "https://kubernetes.default.svc.example.com/",
    "https://corp.network/": "https://corp.network/",
    "https://default.services/": "https://default.services/",
    "https://example.com/user@home/%40": "https://example.com/user@home/%40",
}
# What somebody may write who wants it to be read as something else.
HOSTILE = st.text("0123456789abcdefxX.:[]@%/\\#? ０１。．ⓛlocalhost-_\t\n", max_size=40)


@pytest.mark.parametrize("url", [*REFUSED, *ODD])
def test_it_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(RefusedUrl, match=r"\.$"):
        public_url(url)


@pytest.mark.parametrize(("url", "fetched"), TAKEN.items())
def test_it_is_taken_as_it_will_be_fetched(url: str, fetched: str) -> None:
    assert public_url(url).text == fetched


def test_what_is_fetched_is_taken_again_as_it_is() -> None:
    for fetched in TAKEN.values():
        assert public_url(fetched).text == fetched


def test_development_lets_this_machine_through() -> None:
    found = public_url("http://127.0.0.1:8099/hook", local=True)
    assert (found.text, found.port) == ("http://127.0.0.1:8099/hook", 8099)
    with pytest.raises(RefusedUrl):
        public_url("http://user@127.0.0.1/", local=True)


@given(HOSTILE)
def test_every_parser_finds_the_same_public_host_in_what_is_taken(rest: str) -> None:
    found = _taken(f"https://{rest}")
    if found is None:
        return
    split = urlsplit(found.text)
    assert found.text.isascii()
    assert split.scheme == "https"
    assert split.hostname == found.host.strip("[]")
    assert (split.username, split.port or 443) == (None, found.port)
    try:
        packed = socket.inet_aton(found.host)  # takes every old spelling of an IPv4 address
    except OSError:
        return
    assert IPv4Address(packed).is_global


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_as_the_standard_library_does(address: IPv4Address) -> None:
    expected = address.is_global and not address.is_multicast
    more = any(address in network for network in NOT_PUBLIC_4)
    assert is_public_address(address) is (expected and not more)


@given(st.ip_addresses(v=4))
def test_each_spelling_of_a_private_ipv4_address_is_refused(address: IPv4Address) -> None:
    number, parts = int(address), str(address).split(".")
    spellings = [
        str(address),
        f"{number}",
        f"{number:#x}",
        f"0{number:o}",
        ".".join(f"{int(part):#x}" for part in parts),
        ".".join(f"0{int(part):o}" for part in parts),
        f"{parts[0]}.{number & 0xFFFFFF}",
        f"[::ffff:{address}]",
        f"[::ffff:{number >> 16:x}:{number & 0xFFFF:x}]",
        f"[64:ff9b::{address}]",
        f"[::{address}]",
        f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]",
    ]
    if not is_public_address(address):
        assert [each for each in spellings if _taken(f"https://{each}/")] == []
    else:
        plain, *_ = spellings
        assert _taken(f"https://{plain}/") is not None
        assert _taken(f"https://[::ffff:{plain}]/") is not None


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_that_is_public_is_so_for_the_standard_library(
    address: IPv6Address,
) -> None:
    if is_public_address(address):
        judged = address.ipv4_mapped or address
        assert judged.is_global
        assert not judged.is_multicast
        assert ip_address(public_url(f"https://[{address}]/").host.strip("[]")) == address


def test_what_is_no_address_is_not_public() -> None:
    assert not is_public_address("example.com")
    assert not is_public_address("fe80::1%eth0")


def _taken(url: str) -> PublicUrl | None:
    try:
        return public_url(url)
    except RefusedUrl:
        return None
