"""Writes the model as the worker reads it: a JSON header and little-endian arrays, gzipped.

After the magic line comes the header, one line of JSON; its `arrays` name each array with its
typecode (of Python's `array`) and length, in the order in which they follow. The table of known
sales (place, traits) is shared by all vintages; each has its own ridge and trees, and its own
residuals, which are stored as differences from the last vintage's.
"""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from train.boosting import CODES_OF_MANY, Forest, compact
from train.columns import Columns
from train.encoding import Encoder
from train.frame import Frame
from train.hedonic import WIDTHS_KM
from train.intervals import DEVIATIONS, NOISIEST
from train.neighbours import RESIDUAL_STEP
from train.numeric import Floats, Ints
from train.partial import COMPLETE, PARTIAL
from train.pricing import Hedonic
from train.sales import Sales
from train.vintage import Vintage

MAGIC = b"hearthstack-avm-2\n"
DIGITS = 10  # significant digits of the header's numbers; fewer would move homes across a split

FIT_MODULES = (
    "boosting",
    "encoding",
    "frame",
    "hedonic",
    "heldout",
    "imputation",
    "intervals",
    "market",
    "neighbours",
    "noise",
    "partial",
    "pricing",
    "ridge",
    "vintage",
)

Arrays = dict[str, tuple[str, list[int] | list[float]]]


def version_of(sales: Sales, columns_file: Path) -> str:
    """A hash of the data, the column map and the code of the fit (but not of its layout)."""
    digest = hashlib.sha256(columns_file.read_bytes())
    for values in (sales.price, sales.day, sales.lat, sales.lon, *sales.facts.values()):
        digest.update(np.ascontiguousarray(values).tobytes())
    digest.update(repr((sales.area, sorted(sales.labels.items()))).encode())
    for module in FIT_MODULES:
        source = (Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8")
        digest.update(ast.dump(ast.parse(source)).encode())
    return f"{columns_file.stem}-{digest.hexdigest()[:12]}"


def write_artefact(
    path: Path,
    sales: Sales,
    columns: Columns,
    frame: Frame,
    vintages: list[Vintage],
    card: dict[str, Any],
) -> int:
    """Write the artefact whole or not at all; returns its size in bytes."""
    arrays = _table(sales, columns, frame)
    described = []
    last = _residuals(vintages[-1])
    for number, vintage in enumerate(vintages):
        forests = {
            "price": compact(vintage.model.boosters, CODES_OF_MANY),
            "partial": compact([vintage.model.partial], CODES_OF_MANY),
            "spread": compact([vintage.intervals.spread]),
        }
        codes = _residuals(vintage)
        stored = codes if vintage is vintages[-1] else codes - last[: len(codes)]
        arrays[f"{number}.residual"] = ("b", stored.tolist())
        for name, forest in forests.items():
            arrays |= {f"{number}.{name}.{key}": value for key, value in _forest(forest)}
        described.append(_vintage(vintage, {name: f.step for name, f in forests.items()}))
    header = {
        "version": card["version"],
        "card": card,
        "frame": _frame(frame),
        "vintages": described,
        "arrays": [[name, code, len(values)] for name, (code, values) in arrays.items()],
    }
    content = MAGIC + json.dumps(_rounded(header), separators=(",", ":")).encode() + b"\n"
    content += b"".join(_bytes(code, values) for code, values in arrays.values())
    packed = gzip.compress(content, compresslevel=9, mtime=0)
    partial = path.with_suffix(".partial")
    partial.write_bytes(packed)
    partial.replace(path)
    return len(packed)


def _table(sales: Sales, columns: Columns, frame: Frame) -> Arrays:
    place = np.round(frame.place(sales) * 100).astype(int)
    codes = frame.codes(sales, columns)
    arrays: Arrays = {"east": ("h", place[:, 0].tolist()), "north": ("h", place[:, 1].tolist())}
    for k in range(codes.shape[1]):
        arrays[f"trait.{k}"] = ("B", codes[:, k].tolist())
    return arrays


def _residuals(vintage: Vintage) -> Ints:
    return np.round(vintage.model.surroundings.residual / RESIDUAL_STEP).astype(np.int64)


def _forest(forest: Forest) -> Iterator[tuple[str, tuple[str, list[int] | list[float]]]]:
    yield "feature", ("b", forest.feature.tolist())
    yield "threshold", ("B", forest.threshold.tolist())
    yield "value", ("h", forest.value.tolist())
    yield "counts", ("B", [len(cuts) for cuts in forest.cuts])
    yield "cuts", ("f", np.concatenate(forest.cuts).tolist())


def _frame(frame: Frame) -> dict[str, Any]:
    return {
        "origin": frame.origin,
        "low": frame.low.tolist(),
        "step": frame.step.tolist(),
        "is_age": frame.is_age,
        "residual_step": RESIDUAL_STEP,
    }


def _vintage(vintage: Vintage, steps: dict[str, float]) -> dict[str, Any]:
    model, hedonic = vintage.model, vintage.model.hedonic
    facts = hedonic.beta_of_facts()
    return {
        "end": model.end,
        "sales": len(model.surroundings.residual),
        "encoders": [_encoder(e, w) for e, w in zip(hedonic.encoders, facts, strict=True)],
        "areas": _areas(hedonic, vintage.place_variance),
        "covariance": hedonic.areas.covariance.tolist(),
        "slopes": model.slopes.tolist(),
        "partial": [COMPLETE, PARTIAL],
        "constant": float(hedonic.beta[0]),
        "knots": _knots(hedonic),
        "market": {"origin": model.market.origin, **model.market.forecast()},
        "intervals": _intervals(vintage),
        "steps": steps,
    }


def _encoder(encoder: Encoder, weights: Floats) -> dict[str, Any]:
    return {**encoder.spec(), "weights": weights.tolist()}


def _areas(hedonic: Hedonic, variance: Floats) -> list[dict[str, Any]]:
    areas, beta = hedonic.areas, hedonic.beta_of_areas()
    return [
        {
            "name": name,
            "centre": areas.centre[k].tolist(),
            "typical": areas.typical[k].tolist(),
            "place_variance": float(variance[k]),
            "log_price": float(beta[k]),
        }
        for k, name in enumerate(areas.names)
    ]


def _knots(hedonic: Hedonic) -> list[list[float]]:
    """Each knot's place and its weight at each width."""
    weights = hedonic.beta[-len(WIDTHS_KM) * len(hedonic.knots) :].reshape(len(WIDTHS_KM), -1)
    rows: list[list[float]] = np.column_stack([hedonic.knots, np.round(weights.T, 5)]).tolist()
    return rows


def _intervals(vintage: Vintage) -> dict[str, Any]:
    parts = vintage.intervals
    return {
        "noise": [[table.edges.tolist(), table.score.tolist()] for table in parts.noise],
        "centres": parts.centres.tolist(),
        "low": parts.low.tolist(),
        "high": parts.high.tolist(),
        "deviations": DEVIATIONS,
        "scale": parts.scale.tolist(),
        "season": [parts.season, NOISIEST],
        "drift": parts.per_deviation,
    }


def _bytes(code: str, values: list[int] | list[float]) -> bytes:
    packed = array(code, values)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _rounded(value: Any) -> Any:
    """The same JSON with floats cut to DIGITS significant digits."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
