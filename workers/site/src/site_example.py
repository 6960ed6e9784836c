"""The worked example of the home page: a cash offer beside a listing, drawn and line by line."""

from collections.abc import Mapping
from html import escape

from site_markup import dollars, link

ARTICLE = "/playbook/reading-a-net-sheet"
# The worked example of that article: a test holds the two together.
EXAMPLE = (
    ("Sale price", "$285,000", "$350,000"),
    ("Commissions, 5.5%", "$0", "$19,250"),
    ("Title, escrow and transfer tax, 1.5%", "paid by us", "$5,250"),
    ("Repairs before listing", "$0", "$18,000"),
    ("Concessions to the buyer, 2%", "$0", "$7,000"),
    ("Owning it meanwhile, $2,100 a month", "$2,100", "$8,400"),
)
EXAMPLE_NET = ("Net before the mortgage", "$282,900", "$292,100")


def _amount(said: str) -> int:
    return int(said.lstrip("$").replace(",", ""))


CASH, LISTING = map(_amount, EXAMPLE[0][1:])
CASH_NET, LISTING_NET = map(_amount, EXAMPLE_NET[1:])
MORE = dollars(LISTING_NET - CASH_NET)


def drawn() -> str:
    """Both prices as bars: what the seller keeps of each, and what it costs to get it."""
    bars = _bar("Cash offer", CASH, CASH_NET) + _bar("Listing", LISTING, LISTING_NET)
    return (
        '<figure class="card kept"><figcaption>A worked example: what you keep'
        f"</figcaption>{bars}"
        '<p class="muted"><span class="key keep"></span>You keep <span class="key cost"></span>'
        "Costs</p></figure>"
    )


def _bar(name: str, price: int, net: int) -> str:
    """One price; the widths are shares of the larger price."""
    keep, cost = (f"{100 * each / LISTING:.2f}" for each in (net, price - net))
    return (
        f'<div class="bar"><p><b>{name}</b> <span class="muted">of {dollars(price)}</span></p>'
        f'<p class="bar-net">{dollars(net)}</p>'
        '<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="keep" width="{keep}" height="6"/>'
        f'<rect class="cost" x="{keep}" width="{cost}" height="6"/></svg></div>'
    )


def line_by_line(way: Mapping[str, str]) -> str:
    """The section with the whole sheet."""
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{cash}</td><td>{listing}</td></tr>'
        for name, cash, listing in EXAMPLE
    )
    name, cash, listing = EXAMPLE_NET
    return (
        '<section class="band"><div class="wide split"><div><h2>Two prices can’t be compared. What '
        f"you keep can.</h2><p>Here the listing brings {dollars(LISTING - CASH)} more, and leaves "
        f"{MORE} more. The question is not which price is higher. It is whether {MORE} is worth "
        "three more months, the repairs and the uncertainty. Sometimes it is.</p>"
        f"<p>{link(ARTICLE, 'How each line comes about', way)}</p></div>"
        '<div class="card sheet"><table><caption>The same example, line by line</caption><thead>'
        '<tr><th scope="col"><span class="hidden">Line</span></th><th scope="col">Cash offer</th>'
        f'<th scope="col">Listing</th></tr></thead><tbody>{rows}</tbody><tfoot><tr>'
        f'<th scope="row">{name}</th><td>{cash}</td><td>{listing}</td></tr></tfoot></table></div>'
        "</div></section>"
    )
