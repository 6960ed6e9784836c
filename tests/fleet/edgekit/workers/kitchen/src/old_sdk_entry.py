"""The same with an SDK from before it could load JavaScript modules."""

import workers.utils

del workers.utils.import_sdk_javascript_module_async

from entry import on_fetch, on_queue, on_scheduled  # noqa: E402, F401
