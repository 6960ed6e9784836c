"""Sites that send visits nobody made, so that their name is read in reports.

Kept by hand, November 2026: the names that publishers of lists have reported longest and most, each
of them also in Matomo's community list (referrer-spam-list, public domain), which no package
registry has. A name stands for its subdomains too.
"""

_TEXT = """
semalt.com semaltmedia.com darodar.com buttons-for-website.com buttons-for-your-website.com
free-share-buttons.com free-social-buttons.com floating-share-buttons.com share-buttons.xyz
simple-share-buttons.com social-buttons.com sharebutton.net sharebutton.to ilovevitaly.com
ilovevitaly.co ilovevitaly.ru ilovevitaly.org ilovevitaly.info best-seo-offer.com
best-seo-solution.com 1-99seo.com 1-free-share-buttons.com 100dollars-seo.com
4webmasters.org 7makemoneyonline.com anticrawler.org auto-seo-service.org autoseo-traffic.com
autoseo-service.org balitouroffice.com bestwebsitesawards.com blackhatworth.com
compliance-alex.xyz compliance-alexa.xyz cookie-law-enforcement-aa.xyz domain-tracker.com
e-buyeasy.com econom.co event-tracking.com fbdownloader.com fix-website-errors.com
free-traffic.xyz free-website-traffic.com get-free-social-traffic.com get-free-traffic-now.com
ghostvisitor.com googlemare.com googlsucks.com guardlink.org hulfingtonpost.com
humanorightswatch.org hundejo.com iskalko.ru justprofit.xyz kambasoft.com landoftracking.com
makemoneyonline.com monetizationking.net money-for-placing-articles.com o-o-6-o-o.com o-o-8-o-o.com
ooo-olni.ru popads.net priceg.com prodvigator.ua rank-checker.online rankings-analytics.com
ranksonic.info ranksonic.org resellerclub.com savetubevideo.com savetubevideo.info
screentoolkit.com search-error.com seo-platform.com seoanalyses.com site-auditor.online
slow-website.xyz social-traffic-1.xyz soaksoak.ru success-seo.com superiends.org
top1-seo-service.com topseoservices.co traffic2cash.org traffic2cash.xyz traffic2money.com
trafficgenius.xyz trafficmonetize.org trafficmonetizer.org uptimechecker.com
video--production.com videos-for-your-business.com web-revenue.xyz"""
SPAMMERS = frozenset(_TEXT.split())


def is_spam(host: str) -> bool:
    """Whether a host, or one that it is a part of, is a known spammer's."""
    labels = host.split(".")
    return any(".".join(labels[start:]) in SPAMMERS for start in range(len(labels) - 1))
