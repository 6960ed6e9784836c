"""``fleet train``: fit the valuation model to a sales CSV, and put it in place."""

import argparse
import shutil
from pathlib import Path
from typing import Any

from rich.progress import Progress, SpinnerColumn, TimeElapsedColumn

from fleet.errors import FleetError
from fleet.seed import add_target, import_sales

COLUMN_MAPS = Path(__file__).parents[1] / "train" / "columns"
MODEL = Path(__file__).parents[2] / "workers" / "valuation" / "src" / "market.model"
TRAINING_PACKAGES = {"lightgbm", "numpy", "sklearn"}


def register(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("train", help="fit the valuation model to a sales CSV")
    parser.add_argument("--sales", type=Path, required=True, help="CSV, plain or .gz")
    parser.add_argument(
        "--columns",
        default="king_county",
        metavar="MAP",
        help="what the columns mean: a TOML file or a shipped map such as king_county",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for model and report")
    parser.add_argument("--later", type=Path, help="a CSV of later sales, to judge the model by")
    parser.add_argument(
        "--install",
        action="store_true",
        help="put the model into valuation and its sales into comps' database: with --remote and "
        "--env that of an environment on Cloudflare, else the local one",
    )
    add_target(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Train, print the report, say where the model is, and put it in place if that is wanted.

    Raises:
        FleetError: a file that can't be used, or the training packages are not installed.
    """
    if chosen.remote and not chosen.install:
        raise FleetError("--remote says where to install: give --install with it.")
    try:
        from train import command
    except ModuleNotFoundError as error:
        if error.name not in TRAINING_PACKAGES:
            raise
        raise FleetError(
            "Training needs more packages: pip install 'hearthstack[train]'."
        ) from None
    columns = _column_map(chosen.columns)
    with Progress(SpinnerColumn(), *Progress.get_default_columns(), TimeElapsedColumn()) as bar:
        task = bar.add_task("Training", total=None)

        def progress(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        try:
            trained = command.run(chosen.sales, columns, chosen.out, progress, chosen.later)
        except command.MISTAKES as error:
            raise FleetError(str(error)) from None
    print(trained.text)
    print(f"Model: {trained.artefact}\nReport: {trained.report}")
    if chosen.install:
        _install(trained.artefact, columns, chosen)
    return 0


def _install(artefact: Path, columns: Path, chosen: argparse.Namespace) -> None:
    """Put sales and model in place, the model last: the one without the other would tell of
    another market. The model's card, which `/api/model` answers from, lies in it."""
    from train.columns import load_columns

    import_sales(chosen.sales, load_columns(columns), chosen)
    arriving = MODEL.with_suffix(".arriving")
    shutil.copyfile(artefact, arriving)
    arriving.replace(MODEL)
    print(f"Installed: {MODEL}")
    if chosen.remote:
        where = f" --env {chosen.env}" if chosen.env else ""
        print(f"It answers there after a deploy: cd workers/valuation; npx wrangler deploy{where}")


def _column_map(name: str) -> Path:
    path = Path(name)
    shipped = COLUMN_MAPS / f"{name}.toml"
    if path.is_file():
        return path
    if shipped.is_file():
        return shipped
    known = ", ".join(sorted(each.stem for each in COLUMN_MAPS.glob("*.toml")))
    raise FleetError(f"--columns {name}: there is no such file; shipped maps are {known}.")
