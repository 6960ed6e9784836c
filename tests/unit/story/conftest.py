"""The modules of the workers that the story is told with are on the path."""

from fleet.story.scratch import use_workers

use_workers("leads", "calendar", "crm-sync", "partner-hooks", "payments", "sms", "email")
