"""Addresses that strangers give, checked before the fleet calls them: no private network, ever.

A URL is parsed as the WHATWG URL standard says (https://url.spec.whatwg.org), which is how
``fetch`` reads it, and what comes out is what is fetched: never the text that was given. For
everything that parsers are known to read differently it is refused, with a sentence that says why.

A name can still lead to a private address. ``is_public_address`` judges what a lookup answers; the
registries are IANA's, as the standard library's ``ipaddress`` has them.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import (
    AddressValueError,
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

from pydantic_core import Url

Address = IPv4Address | IPv6Address
LONGEST = 2000  # characters of a URL
LONGEST_NAME, LONGEST_LABEL = 253, 63  # RFC 1035, 2.3.4
PORTS = (443, 8443)
DEFAULT_PORTS = {"https": 443, "http": 80}

_AUTHORITY = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)
# White space and control characters vanish in one parser and end the URL in another.
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\xad\u180e\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff]")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")
_LIKE_A_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")  # the last label of an IPv4 address

# The last labels of names that no public server knows: a resolver with a search list, a cluster's
# or an office's, would find a machine of its own. Other names are judged by what a lookup answers.
PRIVATE_DOMAINS = frozenset(
    # RFC 6761, RFC 6762 with its appendix G, RFC 3172 (home.arpa among it), RFC 7686, RFC 9476,
    # and ICANN's reservation of .internal. RFC 6761's .example stays: samples use it.
    {"localhost", "local", "internal", "intranet", "private", "corp", "home", "lan"}
    | {"arpa", "onion", "alt", "test", "invalid"}
    # What private networks use most by ICANN's count (SAC045) and its studies of name collisions.
    | {"localdomain", "domain", "workgroup", "belkin", "router", "dlink", "dhcp", "wpad", "mail"}
    | {"intra", "office", "server"}
    # Kubernetes (service.namespace.svc, its "default" namespace), Consul, Nomad, Docker.
    | {"svc", "pod", "cluster", "default", "kube-system", "consul", "nomad", "docker"}
)
GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
# What versions of the standard library judge differently, or take for public.
NOT_PUBLIC_4 = (
    IPv4Network("168.63.129.16/32"),  # Azure's own, seen from its machines
    IPv4Network("192.0.0.0/24"),  # RFC 6890; Oracle's metadata are there
    IPv4Network("192.88.99.0/24"),  # relays of 6to4, RFC 7526
)
NOT_PUBLIC_6 = (
    IPv6Network("2001::/23"),  # RFC 2928; Teredo's is in it, RFC 4380
    IPv6Network("2002::/16"),  # 6to4, RFC 3056
    IPv6Network("3fff::/20"),  # documentation, RFC 9637
)


class RefusedUrl(ValueError):  # noqa: N818 - it says what the URL is
    """A URL that must not be called; the text says why, and goes to whoever gave it."""


@dataclass(frozen=True)
class PublicUrl:
    """A URL that may be called; ``text`` is what to fetch.

    ``address`` is there where the host is one; a name has to be looked up.
    """

    text: str
    host: str
    port: int
    address: Address | None = None


def public_url(given: str, *, ports: Collection[int] = PORTS, local: bool = False) -> PublicUrl:
    """The URL as it may be fetched; raises ``RefusedUrl``.

    >>> public_url("https://hooks.example.com/in?of=us").text
    'https://hooks.example.com/in?of=us'
    >>> public_url("https://2130706433/")
    Traceback (most recent call last):
    edgekit.public_urls.RefusedUrl: The URL's host is a number that is not written as an address…

    ``local`` is for development alone: it lets http, this machine and any port through.
    """
    authority = _plain_authority(given)
    try:
        url = Url(given)
    except ValueError as error:
        raise RefusedUrl("It is no URL: write one such as https://example.com/hook.") from error
    if url.scheme != "https" and not local:
        raise RefusedUrl("The URL should begin with https://.")
    host = url.host or ""
    port = DEFAULT_PORTS[url.scheme] if url.port is None else url.port
    if not local and port not in ports:
        allowed = " or ".join(map(str, sorted(ports)))
        raise RefusedUrl(f"The URL's port is {port}; only {allowed} can be called.")
    address = _address(host, authority)
    if not local:
        _check_host(host, address)
    return PublicUrl(str(url), host, port, address)


def is_public_address(address: str | Address) -> bool:
    """Whether an IP address is one of the public Internet; a text that is none is not.

    An IPv4 address inside of an IPv6 one (mapped, or translated by NAT64) is judged itself. What
    tunnels IPv4 (6to4, Teredo) or is out of use (IPv4-compatible, site-local) is never public.
    """
    try:
        found = ip_address(address) if isinstance(address, str) else address
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return found.is_global and not found.is_multicast and not _is_in(found, NOT_PUBLIC_4)
    if found.scope_id is not None:
        return False
    if found.ipv4_mapped is not None:
        return is_public_address(found.ipv4_mapped)
    if found in NAT64:
        return is_public_address(IPv4Address(int(found) & 0xFFFF_FFFF))
    return found in GLOBAL_UNICAST and found.is_global and not _is_in(found, NOT_PUBLIC_6)


def is_private_name(host: str) -> bool:
    """Whether a name in lower case is one that no public resolver should be asked for."""
    labels = host.removesuffix(".").split(".")
    return len(labels) == 1 or any(
        ".".join(labels[start:]) in PRIVATE_DOMAINS for start in range(len(labels))
    )


def _is_in(address: Address, networks: Collection[IPv4Network] | Collection[IPv6Network]) -> bool:
    return any(address in network for network in networks)


def _plain_authority(given: str) -> str:
    """The host and port as they are written; raises ``RefusedUrl`` for what is ambiguous."""
    if len(given) > LONGEST:
        raise RefusedUrl(f"The URL is longer than {LONGEST} characters.")
    if _UNSEEN.search(given) or not given.isprintable():
        raise RefusedUrl("The URL holds blanks or characters that can't be seen.")
    if "\\" in given:
        raise RefusedUrl("The URL holds a backslash, which parsers read differently.")
    found = _AUTHORITY.match(given)
    authority = found[1] if found else ""
    if not authority:
        raise RefusedUrl("It is no URL: write one such as https://example.com/hook.")
    if "@" in authority:
        raise RefusedUrl("The URL holds a user name or password; leave them out.")
    if "%" in authority:
        raise RefusedUrl("The URL's host holds a percent sign; write it as it is.")
    if "#" in given:
        raise RefusedUrl("The URL has a fragment (#…), which is never sent; leave it out.")
    return authority.lower()


def _address(host: str, authority: str) -> Address | None:
    """The address that a host is; raises ``RefusedUrl`` for one in an unusual spelling."""
    if host.startswith("["):
        return IPv6Address(host.strip("[]"))
    try:
        address = IPv4Address(host)
    except AddressValueError:
        return None
    if authority.partition(":")[0] != host:
        raise RefusedUrl(
            "The URL's host is a number that is not written as an address: "
            "write four decimal numbers with dots between."
        )
    return address


def _check_host(host: str, address: Address | None) -> None:
    if address is not None:
        if not is_public_address(address):
            raise RefusedUrl(f"{address} is no public address.")
        return
    if host.endswith("."):
        raise RefusedUrl("The URL's host ends in a dot; leave it out.")
    labels = host.split(".")
    well_formed = len(host) <= LONGEST_NAME and all(
        len(label) <= LONGEST_LABEL and _LABEL.fullmatch(label) for label in labels
    )
    if not well_formed or _LIKE_A_NUMBER.fullmatch(labels[-1]):
        raise RefusedUrl("The URL's host is no name of the Internet.")
    if is_private_name(host):
        raise RefusedUrl(f"{host} is a name of a private network.")
