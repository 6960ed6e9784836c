"""What geocode can be told by its vars."""

from typing import Any, Literal

from edgekit import Context
from edgekit.vars import Url, Vars


class GeocodeVars(Vars):
    geocoder: Literal["census"] = "census"
    """The geocoder that is asked; `geocoders.py` has them."""
    geocoder_url: Url = "https://geocoding.geo.census.gov/geocoder"
    """Where the geocoder is."""


Ctx = Context[Any, GeocodeVars]
