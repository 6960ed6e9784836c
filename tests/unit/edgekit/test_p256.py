"""Signatures on P-256, by the judgement of ``cryptography`` (OpenSSL)."""

import base64
import hashlib
from collections.abc import Callable

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from edgekit import p256
from edgekit.p256 import KEY_HEAD, N, P, VerifyKey

CONTENT = b"1600112502[]\r\n"
ECDSA = ec.ECDSA(SHA256(), deterministic_signing=True)  # the same in every run
# The smallest and the largest keys are G's own multiples: sums of equal and of opposite points.
scalars = st.integers(1, N - 1) | st.integers(1, 20) | st.integers(N - 20, N - 1)


def private(scalar: int = 20_261_129) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(scalar, ec.SECP256R1())


def shown(key: ec.EllipticCurvePublicKey) -> str:
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def judged(key: ec.EllipticCurvePublicKey, signature: bytes, content: bytes) -> bool:
    """OpenSSL's judgement, and that ours is the same."""
    try:
        key.verify(signature, content, ECDSA)
        right = True
    except InvalidSignature:
        right = False
    assert VerifyKey.parse(shown(key)).verify(signature, content) is right
    return right


@given(scalars, st.binary(max_size=200))
def test_what_was_signed_is_right_and_of_nothing_else(scalar: int, content: bytes) -> None:
    key = private(scalar)
    signature = key.sign(content, ECDSA)
    assert judged(key.public_key(), signature, content)
    assert not judged(key.public_key(), signature, content + b"\n")
    assert not judged(private(scalar % (N - 1) + 1).public_key(), signature, content)
    assert not judged(
        key.public_key(), key.sign(content, ec.ECDSA(SHA384(), deterministic_signing=True)), content
    )


@given(st.data())
def test_any_change_of_a_signature_is_judged_alike(data: st.DataObject) -> None:
    key = private()
    signature = bytearray(key.sign(CONTENT, ECDSA))
    place = data.draw(st.integers(0, len(signature) - 1))
    change = data.draw(st.sampled_from(["flip", "cut", "add", "drop"]))
    if change == "flip":
        signature[place] ^= 1 << data.draw(st.integers(0, 7))
    elif change == "cut":
        del signature[place:]
    elif change == "drop":
        del signature[place]
    else:
        signature[place:place] = data.draw(st.binary(min_size=1, max_size=3))
    judged(key.public_key(), bytes(signature), CONTENT)


@given(st.binary(max_size=80) | st.binary(max_size=70).map(lambda tail: b"\x30" + tail))
def test_noise_is_no_signature(signature: bytes) -> None:
    assert not judged(private().public_key(), signature, CONTENT)


def integer(value: int, pad: bytes = b"") -> bytes:
    content = pad + value.to_bytes((value.bit_length() + 8) // 8, signed=True)
    return b"\x02" + bytes([len(content)]) + content


def sequence(*parts: bytes) -> bytes:
    whole = b"".join(parts)
    return b"\x30" + bytes([len(whole)]) + whole


def above(x: int) -> int | None:
    """A y of the curve's point at x, if there is one."""
    square = x**3 - 3 * x + p256.B
    y = pow(square, (P + 1) // 4, P)
    return y if (y * y - square) % P == 0 else None


R, S = decode_dss_signature(private().sign(CONTENT, ECDSA))


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param(lambda r, s: encode_dss_signature(0, s), id="r-is-0"),
        pytest.param(lambda r, s: encode_dss_signature(r, 0), id="s-is-0"),
        pytest.param(lambda r, s: encode_dss_signature(0, 0), id="both-are-0"),
        pytest.param(lambda r, s: encode_dss_signature(N, s), id="r-is-n"),
        pytest.param(lambda r, s: encode_dss_signature(r, N), id="s-is-n"),
        pytest.param(lambda r, s: encode_dss_signature(r + N, s), id="r-over-n"),
        pytest.param(lambda r, s: encode_dss_signature(r, s + N), id="s-over-n"),
        pytest.param(lambda r, s: encode_dss_signature(P, s), id="r-is-p"),
        pytest.param(lambda r, s: encode_dss_signature(N - r, s), id="r-negated"),
        pytest.param(lambda r, s: encode_dss_signature(1 << 600, s), id="r-is-huge"),
        pytest.param(lambda r, s: encode_dss_signature(s, r), id="swapped"),
        pytest.param(lambda r, s: sequence(integer(-r), integer(s)), id="r-is-negative"),
        pytest.param(lambda r, s: sequence(integer(r, b"\0\0"), integer(s)), id="r-is-padded"),
        pytest.param(
            lambda r, s: sequence(integer(r), b"\x02\x20" + max(s, N - s).to_bytes(32)),
            id="s-has-no-sign",
        ),
        pytest.param(lambda r, s: sequence(integer(r), integer(s), b"\0"), id="trailing-in"),
        pytest.param(lambda r, s: encode_dss_signature(r, s) + b"\0", id="trailing-behind"),
        pytest.param(lambda r, s: sequence(integer(r), integer(s), integer(1)), id="three"),
        pytest.param(lambda r, s: sequence(integer(r)), id="one"),
        pytest.param(lambda r, s: sequence(integer(r), b"\x02\x00"), id="s-is-empty"),
        pytest.param(lambda r, s: sequence(integer(r), b"\x02"), id="s-has-no-length"),
        pytest.param(lambda r, s: sequence(integer(r), integer(s)[:-1]), id="s-is-cut"),
        pytest.param(
            lambda r, s: b"\x30\x81" + encode_dss_signature(r, s)[1:], id="length-in-long-form"
        ),
        pytest.param(
            lambda r, s: b"\x30\x80" + encode_dss_signature(r, s)[2:] + b"\0\0", id="indefinite"
        ),
        pytest.param(lambda r, s: r.to_bytes(32) + s.to_bytes(32), id="raw-r-and-s"),
        pytest.param(lambda r, s: b"\x30\x00", id="empty-sequence"),
        pytest.param(lambda r, s: b"", id="nothing"),
    ],
)
def test_what_only_looks_like_a_signature_is_none(
    signature: Callable[[int, int], bytes],
) -> None:
    assert not judged(private().public_key(), signature(R, S), CONTENT)


def test_the_other_s_is_right_too() -> None:
    assert judged(private().public_key(), encode_dss_signature(R, N - S), CONTENT)


@pytest.mark.parametrize("value", [1, 2, N - 2, N - 1, N >> 1, 1 << 255, 127, 128, 255, 256])
def test_numbers_at_the_edges_are_judged_alike(value: int) -> None:
    for r, s in ((value, S), (R, value), (value, value)):
        assert not judged(private().public_key(), encode_dss_signature(r, s), CONTENT)


@pytest.mark.parametrize("scalar", [1, 2, N - 1, N - 2])
def test_points_that_meet_on_the_way_are_added(scalar: int) -> None:
    for number in range(100):
        content = b"%d" % number
        assert judged(private(scalar).public_key(), private(scalar).sign(content, ECDSA), content)


@pytest.mark.parametrize("s", [1, 7, N - 1])
def test_a_sum_that_is_no_point_is_no_signature(s: int) -> None:
    digest = int.from_bytes(hashlib.sha256(CONTENT).digest()) % N
    opposite_of_g = private(N - 1).public_key()
    assert not judged(opposite_of_g, encode_dss_signature(digest, s), CONTENT)


@pytest.mark.parametrize("content", [b"a", b"b", b"c"])
def test_a_point_whose_x_is_over_n_is_taken_modulo_n(content: bytes) -> None:
    x, y = next((x, y) for x in range(N, N + 100) if (y := above(x)) is not None)
    r, s = x - N, 12_345
    digest = int.from_bytes(hashlib.sha256(content).digest())
    # The key under which (r, s) is right: (s·(x, y) - digest·G) / r.
    parts = -digest * pow(r, -1, N) % N, s * pow(r, -1, N) % N
    point = p256._affine(p256._sum(*parts, p256._comb((x, y))))
    key = ec.EllipticCurvePublicNumbers(*point, ec.SECP256R1()).public_key()
    assert judged(key, encode_dss_signature(r, s), content)


GOOD = base64.b64decode(shown(private().public_key()))
AT_0 = above(0) or 0
OTHER_CURVE = ec.derive_private_key(5, ec.SECP384R1()).public_key()


@pytest.mark.parametrize(
    "der",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(GOOD[:-1], id="short"),
        pytest.param(GOOD + b"\0", id="long"),
        pytest.param(GOOD[:-1] + bytes([GOOD[-1] ^ 1]), id="not-on-the-curve"),
        pytest.param(KEY_HEAD + bytes(64), id="zero"),
        pytest.param(KEY_HEAD + b"\xff" * 64, id="over-p"),
        pytest.param(KEY_HEAD + P.to_bytes(32) + AT_0.to_bytes(32), id="x-is-p"),
        pytest.param(KEY_HEAD + (p256.G[0]).to_bytes(32) + (p256.G[1] + P).to_bytes(33)[1:],
                     id="y-over-p"),
        pytest.param(KEY_HEAD[:-1] + b"\0", id="no-point"),
        pytest.param(KEY_HEAD[:-1] + b"\x02" + GOOD[-64:-32], id="compressed"),
        pytest.param(GOOD[-64:], id="point-alone"),
        pytest.param(
            OTHER_CURVE.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
            id="another-curve",
        ),
    ],
)  # fmt: skip
def test_what_is_no_point_of_the_curve_is_no_key(der: bytes) -> None:
    with pytest.raises(ValueError, match="P-256"):
        VerifyKey.parse(base64.b64encode(der).decode())


@pytest.mark.parametrize("text", ["", " ", "MFkw", "MFkw…", "-----BEGIN PUBLIC KEY-----", "\ud800"])
def test_what_is_no_base64_is_no_key(text: str) -> None:
    with pytest.raises(ValueError, match="P-256"):
        VerifyKey.parse(text)


@given(st.binary(max_size=100))
def test_noise_is_no_key(noise: bytes) -> None:
    for der in (noise, KEY_HEAD + noise):
        with pytest.raises(ValueError, match="P-256"):
            VerifyKey.parse(base64.b64encode(der).decode())
