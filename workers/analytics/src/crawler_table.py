"""Names of crawlers that do not say what they are. Generated: do not edit.

By ``python -m traffic_lists`` from the package ``crawler-user-agents`` 1.67.0 (October 2026),
MIT licence, Copyright (c) Martin Monperrus: its patterns that are plain text and no HTTP library's.
"""

# Divided by bars, in lower case.
_TABLE = r"""
008/|2ip.ru|7siters|;owler|a360-search|a6-indexer|aboundex|abuse.xmco.fr|academicbotrtu|accessstatus
acquia optimize|activecomply|acunetix|adbeat.com|addthis|admantx|adminlabs|adscanner|air.ai/scanning
alertsite|alexa site audit|alienfarm|allafrica|allorigins|amazon-bedrock-agentcore-browser
amazonbuyforme|amazonproductdiscovery|amazonsellerinitiatedlisting|amzn-user|anomura|anthropic-ai
apercite|apis-google|appengine-google|appinsights|appsiteassociation|aragog/|aranea|archive-it
archivebox|artemis web reader|asnriskscorer|attracta|authory|autoconfig test from ustc
bad neighborhood header detector|barkrowler|bazqux|bdfetch|bestchange|biglotron|bigsur.ai
binarycanary|binlar|bitbucket-webhooks|bitdiscovery|blackbox exporter/|blackduck-fd|bling erp
blingerp|blockaid|bloglines|blogtrottr|blogvault|bluesky-domain-status-classifier|botify|botpoke
brandverity|brandwatch|brokenlinkcheck.com|bubing|bugsnag|bushbaby|butterfly|buttondown
capsulechecker|catchpoint|caveman-hunter|cc metadata scaper|censysinspect/|centuryb.o.t9|cert pl
certchief|certytags|changedetection|channable|chatgpt-user|check_http|checkhost|checkly
checkmarknetwork/|chrome privacy preserving prefetch proxy|cincraw|cirrusexplorer|citoid|classla-web
claude-user|claude-web|clickagy|clickuplinkunfurler|cloudflare-alwaysonline|cloudflare-autorag
cloudflare-csup|cloudflare-custom-hostname-verification|cloudflare-healthchecks|cloudflare-prefetch
cloudflare-radar-scanner|cloudflare-speedtest|cloudflare-ssldetector|cloudflare-stream-hook
cloudflare-stream-webhook|cloudflare-traffic-manager|cloudflare-validator|cloudflareradarurlscanner
cloudtrellis|cludo|cmschecker|cognitiveseo.com|cohere-ai|collapsify|collection@infegy.com|commafeed
contentkingapp|convera|convermax|cookie-maestro|cookiehubscan|cookiehubverify|corporama matcher
cotoyogi|cozi-icalendar-feedreader|crazy egg|criticalcss.com|cron-job.org|cronless|crusty/|csirt.cz
cyberpatrol|cyotekwebcopy|cypex.ai/scanning|dareboost|dark visitor|datadog agent|datadog synthetic
datadogsynthetics|datafeedwatch|datanyze|dataprovider.com|daum/|daumoa|dead link checker
deadlinkchecker|deepnoc|detectify|determ|deusu/|developers.google.com/+/web/snippet|devin
digg deeper|digicert dcv|dirbuster|discourse forum onebox|disqus|dlc/|dlvr.it|dmbrowser|dnsscanner
do not track verifier|domains project/|downnotifier.com|downtimedetector/|drataautopilot
dreamhost data team|drupact|easybib autocite|easybill-importmanager|easycron/|ec2linkfinder
edgewatch|electricmonk|emailwolf|emoney advisor|erepublik.tools|eright|europarchive.org|evc-batch
exodusmovement|expanse|ezgif|ezid|ezlynx|ezooms|facebookcatalog/|fastdast|fastmailua|fedidb
fediindex|fedilist agent|fedineko|fedoraplanet|feed image audit|feedbin|feedburner|feeder /
feeder.co|feedflow|feedly|feedspot|feedvalidator|feedwind|fetch/|findfiles.net|findlink|findthatfile
firmograph|flamingo_searchengine|flipboardproxy|flipboardrss|fluffy|foregenix|freespoke/|freshrss
friendica|funnelback|g00g1e.net|g2 web services|gdnplus.com|geedoproductsearch
geedoshopproductfinder|gemini-deep-research|genieo|getthit.com|ghost inspector|giftedvisitor scan
gigablast|github-camo|globalwebsearch|golfe/|goodzer|google favicon|google trust services
google-ads-conversions|google-adwords-express|google-adwords-instant|google-agent|google-apps-script
google-area120|google-certificates-bridge|google-extended|google-gemini-cli|google-inspectiontool
google-notebooklm|google-physicalweb|google-read-aloud|google-safety|google-site-verification
google-structured-data-testing-tool|google-trust-services/|google-xrawler|googleagent-mariner
googleassociationservice/|googledocs|googleimageproxy|googleother|googleproducer|gopay|grouphigh/
grover/|grub.org|gtmetrix|gwene|happywing|hardenize|hatena|hcardvalidator|hello world|heritrix
hetrixtools|hosttracker/|hotjar|http banner detection
https://developers.cloudflare.com/security-center/|hubspot|hydrozen.io|hype machine/|hypestat
hyscore.io|ichiro|idg/eu|iframely|ifttt/|imagefetcher/|imagemind|img2dataset|imgproxy/
impact.com agent|indy library|infosifter|innguma/|innologica|integromat/|integromedb
internetmeasurement|ips-agent|iskanie|isonai-user|iubenda-radar/|jetmon/|jetslide|jumio|kagi-fetcher
kaikki.org-digital-archive|keycdn-tools/|keydrop.io|klaviyo/|known agent|l9explore|l9scan
lac_iaharvester|laion-huggingface-processor|legalmonster|lemmy|let's encrypt
library of congress web archiving|linkace/|linkdex|linko|linkreader/|linktiger|linkwalker/|lipperhey
loc.gov/programs/web-archiving|loopimprovements.com|ltx71|lyonl-asset-proxy|macocu|magicsearchdev/
magnet.me-web/|magpierss|mail.ru|mailchimp|mainwp/|make/|managewp|manus-user|mappydata|marketgoo/
marketingminer|masscan|mastodon|matchorysearch|mavifinds|mb-linkchecker|mediavinemetadataparser/
megaindex|meltwaternews|meta-externalads/|meta-externalagent/|meta-externalfetcher/|meta-webindexer
metainspector|metauri|metorik|miniature.io/|miniflux/|mirrorweb.com|mistralai-user|mixnodecache/
modatscanner|modularconnector/|mollie http client|monitis -|monspark/|montools.com|moreover|muckrack
mxtoolbox|nanointeractive|nbertaupete95|nessus|netapi|netcraft ssl server survey
netcraft web server survey|netcraftsurveyagent|netresearchserver|netshelter contentscan
netsystemsresearch|netvibes|netvigie|new york times newsgathering|newrelicsynthetics|newsai/
newsharecounts|newsnow/|newsroom.bi|nextcloud|nicheindex|nikto|ning/|nitro-|nlnz_iaharvester
nlux_iaharvester|nmap scripting engine|nodeping|noibu|nooshub/|novaact/|novellum|nutch|nuzzel|nvdorz
nyt_scraping|observepoint|odin;|offline explorer|ohdear/|omgili|omnisend/|onetrust
online domain tools|opencode-smartfetch|opengraph.io/|opengraphcheck|openrss|openvas|operator/
outbrain|outsellurlvalidator|owler-w|page2rss|pagepeeker/|pagething|pandalytics|panopta|panscient
pdf24 url to pdf|penthouse critical path css generator|perplexity-user|perplexityuser|pingadmin.ru/
pingping.io/|pixalate.com|playstore-google|playwright|pocketparser|podchaserparser|podimo
poggio-citations|postrank|potions/|pr-cy.ru|printfriendly.com|pro-sitemaps/|probelyspdr/
projectshield-urlcheck|protopage/|proximic|ps_daily/|pulsepoint |pulsetic.com|puppeteer
pwabuilderhttpagent|qualys|qwantify|readable/|recurly webhooks/|red/|reelevant/|remove.bg/
researchscan.comsys.rwth-aachen.de|retool/|retrevopageanalyzer|retrolistecom/|revvimgort/
reward-gateway|rivva|robotschecker/|rsiteauditor|rss-parser|rss.social|rss2tg|rssapi/|ruxitsynthetic
s4a/|schema-markup-validator|scoop.it/|scope3|scoutjet|scraping@nytimes.com|scrubby
search.marginalia.nu|searchatlas|searcherweb|searcherxweb|searchexpress|securityheaders|seekport
seewithkids|selenium|semantic-visions|sempi.tech|sendgrid event api|sentinel-linkcheck|seo4ajax.com
seokicks|seolizer|seolyt|seoscanners|seositecheckup|seostar.co|sequelwp|serverdensity|sfdc-callout/
shopify-captain-hook|shortpixel|shortwave image fetcher|silktide|simplepie|sincerasyntheticuser/
sindup|site24x7|sitebulb|siteexplorer.info|siteimprove.com|sitelock|sitesearch360/|sitesucker
slack-imgproxy|snacktory|snapchatads/|snipcart/|software-security-research|sogou|solarwinds/
sora pos/|sottopopnone|sparkpost|sparkshipping|spawning-ai|specificfeeds|spectate/|speedy
splash version/|splunk|sqlmap|sqwatcher|stape/|startpageprivateimageproxy/|statistikaustria/
statuscake|stripe/|sucuri|summify|superfeedr|sv-watchagent|svix-webhooks/|swifteqlinkchecker
swisscows|synapse|sysomos|tactiscout/|tchelebi/|teoma|termly|terracotta|test certificate info
testlocally/|testuri|textrazor|the knowledge ai|theinternetsearchx|theoldreader.com|thinklab
thousandeyes|tineye|tiny tiny rss|tls tester|traackr.com|tracemyfile|trellis-services
trendsmapresolver|trentwil.es|trustly/|tsm-turingos|ttd-content|turnitin|tweakers|tweetedtimes
twilioproxy/|twinagent|twingly|twinwavescanner|twurly|uaslinkchecker/|ugaresearchagent|um-fc|um-ic
um-ln|updown.io|upflow|uptimia|uptrends|urlcheckr/|useebookchecker/|vagabondo/|validator.nu
vaultpress|vercel-screenshot|verity/|vigil/|virustotal|visionheight.com/scan|vkshare
vu-server-health-scanner/|w3c-checklink|w3c-mobileok|w3c_css_validator|w3c_i18n-checker|w3c_unicorn
w3c_validator|watchful|watchmouse|watchtowr|wayback|web measure/|web screen service by hyperhost
webcapture|webceo online/|webcopier|webdatastats|webmon |weborama-fetcher|websiteops|websitepulse
websniffer/|webzio|webzip|wedos online|wepchsearchengine|wesee:search|whatsmyip.org|whatweb/
wheregoes.com|wheresitup.com/|wikido|wjhro/|wmtips.com/|woorankreview/|wordpress/|wordup-1
wordupinfosearch|workona-favicon-service/|wotbox|wp time capsule|wpmu dev broken link checker
wpmu dev hub|wpscan|wpsec/|wpumbrella|wsm/|wtotem|xenu link sleuth|xml sitemaps generator
xy-archive-compliance|yahoocachesystem|yahoomailproxy|yak/|yanga|yeti|ylt chrome|yokoygroupag/
zabbix|zapier|zendesk webhook|zgrab|zmeu|zoominfo-|zoterotranslationserver/wmf|zyborg
""".strip()

CRAWLERS: tuple[str, ...] = tuple(
    name for line in _TABLE.splitlines() for name in line.strip("|").split("|")
)
