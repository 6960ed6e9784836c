"""Pages of text, and what search engines read."""

from html import escape

from edgekit import Response
from site_frame import Sheet, page, trail
from site_markup import link, phone_link
from site_reading import sellers_articles
from site_vars import Ctx

PAGES = ("/", "/offer", "/playbook", "/book", "/contact", "/privacy")
CACHE = {"Cache-Control": "public, max-age=3600"}
KEPT = (
    (
        "What you write in a form",
        "name, phone, e-mail, address, what you tell us of the house",
        "to answer you and to value the house",
        "until you ask us to erase it",
    ),
    (
        "An offer",
        "the address and its facts; nobody’s name until you accept it",
        "to show it under its link",
        "ninety days after its end; an accepted one with your other data",
    ),
    ("A visit", "time, name, contact, address", "to come, and to remind you", "two years after it"),
    ("The chat", "what you write in it", "to answer you", "thirty days"),
    (
        "Page views",
        (
            "the page, the kind of device, the site you came from, and a mark that tells visitors "
            "apart and changes each day"
        ),
        "to know which pages help",
        "ninety days",
    ),
    (
        "Forms that our spam trap caught",
        "what was written",
        "so that no real person is lost",
        "thirty days",
    ),
)


def privacy_page(ctx: Ctx) -> Response:
    """What is kept about people."""
    way = trail(ctx)
    rows = "".join(
        f'<tr><th scope="row">{what}</th><td>{data}</td><td>{why}</td><td>{until}</td></tr>'
        for what, data, why, until in KEPT
    )
    main = (
        '<div class="column prose"><h1>What we keep about you, and how to have it erased</h1>'
        '<p class="lead">No cookies, no trackers of others, nothing sold or lent to anybody.</p>'
        '<div class="scroll many" tabindex="0" role="group" aria-label="What we keep"><table>'
        '<thead><tr><th scope="col">From</th><th scope="col">What</th><th scope="col">What for</th>'
        f'<th scope="col">How long</th></tr></thead><tbody>{rows}</tbody></table></div>'
        "<h2>Who else sees it</h2><p>The companies that carry our mails, texts and calendar, and "
        "host our machines, as far as they must. Escrow and title companies once you have signed a "
        "contract. Courts, where the law makes us.</p>"
        "<h2>Calls and texts</h2><p>We text you only if you ticked that box, between 8 AM and 9 PM "
        "where you live. Answer STOP, and it ends for good. What you ask of us does not depend on "
        "it.</p>"
        "<h2>Have it erased, or see it</h2><p>Call "
        f"{phone_link(ctx.vars.business_phone)} or {link('/contact', 'write to us', way)}. We "
        "erase you everywhere, not only here: in the calendar, the mails, the texts, the chat and "
        "our customer records. Copies for emergencies go within thirty days more. You need give no "
        "reason.</p>"
        f"<p>Responsible: {escape(ctx.vars.business_name)}, {escape(ctx.vars.postal_address)}.</p>"
        "</div>"
    )
    about = "No cookies, no trackers: what we keep about you, how long, and how to have it erased."
    return page(Sheet("Privacy", main, about), ctx)


async def sitemap(ctx: Ctx) -> Response:
    """The pages (sitemaps.org, 0.9); without the articles where the playbook can't be read."""
    site = ctx.vars.site_url.rstrip("/")
    articles = await sellers_articles(ctx)
    entries = [f"<url><loc>{escape(site + path)}</loc></url>" for path in PAGES]
    entries += [
        f"<url><loc>{escape(f'{site}/playbook/{each.slug}')}</loc>"
        f"<lastmod>{each.updated}</lastmod></url>"
        for each in articles
    ]
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(entries)
        + "\n</urlset>\n"
    )
    return Response(text, media_type="application/xml", headers=CACHE)


def robots(ctx: Ctx) -> Response:
    """What robots may read (RFC 9309): no offer of anybody."""
    site = ctx.vars.site_url.rstrip("/")
    text = (
        "User-agent: *\nDisallow: /offer/\nDisallow: /unsubscribe\nDisallow: /api/\n\n"
        f"Sitemap: {site}/sitemap.xml\n"
    )
    return Response(text, headers=CACHE)
