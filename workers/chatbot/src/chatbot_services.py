"""The workers that chatbot calls."""

from chat_desk.vars import ChatVars
from contracts.leads import LeadsService
from contracts.playbook import PlaybookApiService
from contracts.slack_intel import SlackIntelService
from edgekit import Context


class Services:
    """Without any of them questions are answered; who wants a person is passed on later."""

    leads: LeadsService
    playbook_api: PlaybookApiService
    slack_intel: SlackIntelService


Ctx = Context[Services, ChatVars]
