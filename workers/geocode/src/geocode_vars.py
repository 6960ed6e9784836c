"""What geocode can be told by its vars."""

from typing import Any, Literal

from edgekit import Context
from edgekit.vars import Url, Vars


class GeocodeVars(Vars):
    geocoder: Literal["census", "nominatim"] = "census"
    """The geocoder that is asked; `geocoders.py` has them."""
    geocoder_url: Url = "https://geocoding.geo.census.gov/geocoder"
    """Where that geocoder is; for `nominatim` a server of your own."""


Ctx = Context[Any, GeocodeVars]
