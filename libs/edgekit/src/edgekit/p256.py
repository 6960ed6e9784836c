"""ECDSA signatures on the curve P-256 with SHA-256, verified (FIPS 186-5, section 6.4.2).

Plain Python, as whoever reads signed requests is: WebCrypto's ``verify`` can only be awaited, and
Pyodide's ``cryptography`` is several megabytes. A signature takes a few milliseconds of CPU.
Only public values are handled, so that time may tell them; nothing here signs.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from functools import lru_cache

# The curve y² = x³ - 3x + B over the field of P, and the point G of order N (SP 800-186, 3.2.1.3).
P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)

# What stands before the 64 bytes of a point in a SubjectPublicKeyInfo (RFC 5480) of this curve.
KEY_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
ROWS, STEPS = 5, 52  # of the bits of a number, which has 256
SEQUENCE, INTEGER = 0x30, 0x02

Point = tuple[int, int]
Jacobian = tuple[int, int, int]  # (X, Y, Z) is the point (X/Z², Y/Z³), and none where Z is 0
NOWHERE: Jacobian = (1, 1, 0)


class VerifyKey:
    """A public key; ``parse`` reads one."""

    def __init__(self, point: Point) -> None:
        self._comb = _comb(point)

    @staticmethod
    @lru_cache(maxsize=8)
    def parse(text: str) -> "VerifyKey":
        """A key as providers show it: base64 of its SubjectPublicKeyInfo, without a PEM's lines.

        Raises ``ValueError`` for what is no key on this curve.
        """
        try:
            der = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            der = b""
        point = _point(der.removeprefix(KEY_HEAD)) if der.startswith(KEY_HEAD) else None
        if point is None:
            raise ValueError("The key is not base64 of a public key on P-256, such as MFkw….")
        return VerifyKey(point)

    def verify(self, signature: bytes, content: bytes) -> bool:
        """Whether ``signature``, a DER sequence of r and s (RFC 3279), is one of ``content``."""
        parts = _parts(signature)
        if parts is None:
            return False
        r, s = parts
        if not (0 < r < N and 0 < s < N):
            return False
        inverse = pow(s, -1, N)
        wanted = int.from_bytes(hashlib.sha256(content).digest())
        x, _, z = _sum(wanted * inverse % N, r * inverse % N, self._comb)
        return z != 0 and x * pow(z, -2, P) % P % N == r


def _point(coordinates: bytes) -> Point | None:
    if len(coordinates) != 64:
        return None
    x, y = int.from_bytes(coordinates[:32]), int.from_bytes(coordinates[32:])
    is_on_curve = x < P and y < P and (y * y - (x * x - 3) * x - B) % P == 0
    return (x, y) if is_on_curve else None


def _parts(signature: bytes) -> tuple[int, int] | None:
    """The two integers of a signature, each in the one way in which DER writes it."""
    if len(signature) < 2 or signature[0] != SEQUENCE or signature[1] != len(signature) - 2:
        return None
    first = _integer(signature, 2)
    second = _integer(signature, first[1]) if first else None
    if first is None or second is None or second[1] != len(signature):
        return None
    return first[0], second[0]


def _integer(der: bytes, start: int) -> tuple[int, int] | None:
    """A positive integer, and where it ends."""
    head, digits = der[start : start + 2], start + 2
    if len(head) < 2 or head[0] != INTEGER:
        return None
    end = digits + head[1]
    content = der[digits:end]
    if not content or len(content) != head[1] or content[0] > 0x7F:
        return None
    if content[0] == 0 and len(content) > 1 and content[1] < 0x80:
        return None  # a zero that nothing needs
    return int.from_bytes(content), end


def _sum(u: int, v: int, comb: list[Point]) -> Jacobian:
    """u·G + v·Q, where ``comb`` is Q's: both at once, so that they share the doublings."""
    total = NOWHERE
    for teeth in zip(_teeth(u), _teeth(v), strict=True):
        total = _double(total)
        for tooth, points in zip(teeth, (COMB_OF_G, comb), strict=True):
            if tooth:
                total = _plus(total, points[tooth])
    return total


def _teeth(number: int) -> Iterator[int]:
    """Every ``STEPS``th bit of a number together, the highest first: what a comb would touch."""
    bits = f"{number:0{ROWS * STEPS}b}"
    rows = [bits[start : start + STEPS] for start in range(0, len(bits), STEPS)]
    return (int("".join(column), 2) for column in zip(*rows, strict=True))


def _comb(point: Point) -> list[Point]:
    """For all that ``_teeth`` gives, the sum of the point's multiples by those bits.

    The first stands for none and is never asked for. The method is Lim and Lee's, algorithm 3.44 in
    the Guide to Elliptic Curve Cryptography.
    """
    rows = [point]
    while len(rows) < ROWS:
        shifted: Jacobian = (*rows[-1], 1)
        for _ in range(STEPS):
            shifted = _double(shifted)
        rows.append(_affine(shifted))
    sums = [NOWHERE]
    for row in rows:
        sums += [_plus(each, row) for each in sums]
    return [(0, 0), *map(_affine, sums[1:])]


def _double(point: Jacobian) -> Jacobian:
    """https://hyperelliptic.org/EFD/g1p/auto-shortw-jacobian-3.html, dbl-2001-b."""
    x, y, z = point
    delta, gamma = z * z % P, y * y % P
    beta = x * gamma % P
    alpha = 3 * (x - delta) * (x + delta) % P
    doubled = (alpha * alpha - 8 * beta) % P
    return (
        doubled,
        (alpha * (4 * beta - doubled) - 8 * gamma * gamma) % P,
        2 * y * z % P,
    )


def _plus(one: Jacobian, other: Point) -> Jacobian:
    """https://hyperelliptic.org/EFD/g1p/auto-shortw-jacobian-3.html, madd, and its exceptions."""
    x, y, z = one
    if z == 0:
        return (*other, 1)
    square = z * z % P
    h = (other[0] * square - x) % P
    r = (other[1] * square * z - y) % P
    if h == 0:
        return NOWHERE if r else _double(one)
    h_square = h * h % P
    h_cube, v = h * h_square % P, x * h_square % P
    added = (r * r - h_cube - 2 * v) % P
    return added, (r * (v - added) - y * h_cube) % P, z * h % P


def _affine(point: Jacobian) -> Point:
    x, y, z = point
    inverse = pow(z, -1, P)
    square = inverse * inverse % P
    return x * square % P, y * square * inverse % P


# Made with the module, and so in the snapshot of a worker that imports it.
COMB_OF_G = _comb(G)
