"""Digests of the static files, made by hash_assets.py: run it when one changes."""

VERSIONS = {
    "card.png": "509a00c55428",
    "icon.svg": "d202a471a298",
    "site.css": "d4db3d04fdb7",
    "site.js": "a7e4e1109f3a",
    "vendor/tokens.css": "78fce5505f74",
}
