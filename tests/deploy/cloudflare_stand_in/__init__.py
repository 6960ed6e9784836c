"""A stand-in of Cloudflare's API on 127.0.0.1, for the real wrangler and the ``fleet`` command.

It keeps the state of one account and answers, in the documented shapes, what a deployment asks. It
can fail at any call, before or after the call has had its effect.
"""

from cloudflare_stand_in.account import Account, Version
from cloudflare_stand_in.faults import Fault
from cloudflare_stand_in.server import ACCOUNT_ID, TOKEN, Cloudflare

__all__ = ["ACCOUNT_ID", "TOKEN", "Account", "Cloudflare", "Fault", "Version"]
