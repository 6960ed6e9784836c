"""Who a refusal is about: the recipient, whose mailbox may be gone, or us, who send."""

import pytest

from mail_bounces import classify

# Nobody is there.
GONE = [
    "550 5.1.1 user unknown",
    (
        "550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 "
        "double-checking the recipient's email address for typos or unnecessary spaces. "
        "https://support.example.com/mail/?p=NoSuchUser a1-20020 - gsmtp"
    ),
    (
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ann@example.org not found by SMTP "
        "address lookup"
    ),
    "554 5.7.1 <ann@example.org>: Recipient address rejected: user does not exist",
    (
        "550 5.4.1 Recipient address rejected: Access denied. AS(201806281) "
        "[BN8NAM12.eop-nam12.prod.protection.outlook.example]"
    ),
    "550 5.4.1 All recipient addresses rejected : Access denied",
    "550 No such user here",
    "5.1.2 Host unknown (Name server: example.invalid: host not found)",
    "550 5.1.2 <ann@example.invalid>: Recipient address rejected: Domain not found",
    "556 5.1.10 Recipient address has null MX",
    "556 Domain does not accept mail (null MX)",
    "554 delivery error: dd This user doesn't have a yahoo.example account (ann@yahoo.example) [0]",
    "554 30 Sorry, your message to ann@aol.example cannot be delivered. This mailbox is disabled.",
    "550 5.2.1 The email account that you tried to reach is inactive. Your policy: see our site",
    (
        "550 5.1.1 <spam@example.org>: Recipient address rejected: User unknown in virtual mailbox "
        "table (in reply to RCPT TO command)"
    ),
    "550 5.1.6 recipient no longer on server: ann@icloud.example",
    "550 5.1.1 <ann@icloud.example>: user lookup success but no user record found in database",
    "550 Invalid Recipient - https://community.mimecast.example/docs/DOC-1369#550",
    "550 5.0.350 Remote server returned an error -> 550 5.1.1 user unknown",
    "550 5.1.351 Remote server returned unknown recipient",
    "SMTP error from remote mail server after RCPT TO:<ann@example.org>: 550 Unrouteable address",
    (
        "Host or domain name not found. Name service error for name=example.invalid type=MX: Host "
        "not found"
    ),
    "550 5.1.1 ann@example.org: Email address could not be found, or was misspelled (G8)",
    "Sorry, no mailbox here by that name. (#5.1.1)",
    "550 #5.1.0 Address rejected: addressee unknown",
    "550 5.1.1 user unknown; your IP is 198.51.100.7",
    "550 5.7.1 <ann@example.org>: Recipient unknown",
    "550 5.1.3 bad destination mailbox address syntax",
    (
        "Amazon SES has suppressed sending to this address because it has a recent history of "
        "bouncing as an invalid address."
    ),
    "The recipient's email provider sent a hard bounce message.",
    "550 5.1.1 <ann@example.org> The email account doesn\u2019t exist",
    "550 The account that you tried to reach has been deleted",
    "550 Account is closed",
    "550 5.1.1 The user you are emailing does not exist",
    "Remote host said: 550 5.1.1 user unknown",
    "550 5.5.0 <ann@example.org> User unknown",
]
# The mailbox or its system can't take it today.
PASSING = [
    "552 5.2.2 The email account that you tried to reach is over quota",
    "452 4.2.2 The recipient's inbox is out of storage space",
    "Mailbox full",
    "550 Mailbox size limit exceeded",
    "550 5.2.1 The mailbox is temporarily disabled",
    "451 4.3.2 System not accepting network messages",
    "450 4.4.3 Name service error for example.org type=MX: Host not found, try again",
    "421 4.4.1 Connection timed out",
    "550 5.4.7 Delivery expired (message too old)",
    "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)",
    "450 4.1.1 <ann@example.org>: Recipient address rejected: unverified address",
    "450 4.2.1 The user you are trying to contact is receiving mail too quickly for now",
    "451 Recipient temporarily unavailable",
]
# We, our server, our standing or the mail itself is refused; or nothing is said of the recipient.
OURS = [
    "550 5.1.8 <hello@homes.example>: Sender address rejected: Domain not found",
    (
        "550 5.1.7 <hello@homes.example>: Sender address rejected: User unknown in virtual mailbox "
        "table"
    ),
    (
        "550 5.1.1 <hello@homes.example>: Sender address rejected: User unknown in local recipient "
        "table"
    ),
    "501 5.1.7 Invalid address",
    "553 5.1.8 Domain of sender address hello@homes.example does not exist",
    "501 5.1.8 Access denied, bad outbound sender AS(42004)",
    "550 5.7.27 Sender address has null MX",
    "550 5.1.10 Sender domain has null MX",
    "550 5.7.25 Client host rejected: reverse hostname not found",
    "554 5.7.1 Client host rejected: cannot find your hostname, host not found",
    "554 5.7.1 <unknown[198.51.100.7]>: Client host rejected: Access denied",
    "554 5.7.1 Sender account suspended",
    "550 5.7.1 Your account is disabled for sending",
    "550 Your account has been suspended",
    "550 5.7.1 HELO/EHLO argument invalid domain",
    "450 4.7.1 <mx.homes.example>: Helo command rejected: Host not found",
    "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname",
    "550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)",
    "550 5.7.0 Authentication required: invalid account credentials",
    "535 5.7.8 Username not found or password invalid",
    "535 Invalid user or password",
    "550 Invalid user credentials",
    "550 Connecting host unknown",
    "550 Remote host name not found",
    "550 The domain in the From line does not exist",
    "550 DNS lookup of MAIL FROM domain failed: host not found",
    "554 5.5.1 Error: invalid user authentication",
    "553 sorry, your envelope sender domain must exist (#5.7.1)",
    (
        "550-Verification failed for <hello@homes.example>\n550-Unrouteable address\n550 Sender "
        "verify failed"
    ),
    "SMTP error from remote mail server after MAIL FROM:<hello@homes.example>: 550 unknown user",
    "host mx.example.org said: 550 5.1.1 address unknown (in reply to MAIL FROM command)",
    (
        "550 5.7.1 Unfortunately, messages from [198.51.100.7] weren't sent. Please contact your "
        "Internet service provider since part of their network is on our block list (S3140)."
    ),
    "550 5.7.606 Access denied, banned sending IP [198.51.100.7]",
    (
        "550 5.7.515 Access denied, sending domain homes.example does not meet the required "
        "authentication level"
    ),
    "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required",
    "550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized",
    (
        "550-5.7.26 Unauthenticated email from homes.example is not accepted due to domain's DMARC "
        "policy, domain not found"
    ),
    "550-5.7.1 Our system has detected that this message is likely unsolicited mail",
    "550-5.7.25 The IP address sending this message does not have a PTR record setup, host unknown",
    "421-4.7.0 Our system has detected an unusual rate of mail originating from your IP address",
    "421 4.7.0 [TSS04] Messages from 198.51.100.7 temporarily deferred due to user complaints",
    "554 5.7.9 Message not accepted for policy reasons",
    "550 5.7.1 [CS01] Message rejected due to local policy.",
    "554 5.7.0 Blocked - see https://ipcheck.proofpoint.example/?ip=198.51.100.7",
    "550 Rejected by header based manually Blocked Senders: user unknown",
    "550 Administrative prohibition - envelope blocked",
    "550 5.1.1 Recipient not reached: sender domain not found",
    "554 rejected due to spam content",
    "554 5.7.1 <ann@example.org>: Relay access denied",
    "554 5.7.1 <ann@example.org>: Recipient address rejected: Access denied",
    (
        "554 5.7.1 Service unavailable; Client host [198.51.100.7] blocked using "
        "zen.spamhaus.example; domain does not exist"
    ),
    "550 5.7.1 Account suspended",
    "550 5.7.1 Domain not found",
    "550 5.7.1 Recipient unknown, your IP has been found on a block list",
    "550 5.7.23 user unknown",
    (
        "550 5.1.90 Your message can't be sent because you've reached your daily limit for message "
        "recipients"
    ),
    "552 5.3.4 Message size exceeds fixed limit",
    "452 4.5.3 Too many recipients",
    "550 Reverse DNS lookup failed: host not found",
    "550 5.4.6 Your domain is unknown here",
    "550 Return-Path domain not found",
    "550 5.6.0 Invalid From header: address not found",
    "The recipient's mail server sent a general bounce message.",
    "Delivery failed.",
    "",
]
# A person's machine has answered: the mail has arrived.
REPLIES = [
    "Automatische Antwort: Abwesenheit bis 5. Januar",
    "Abwesenheitsnotiz",
    "Ich bin bis Montag nicht im B\u00fcro und habe keinen Zugriff auf meine E-Mails",
    "Ich befinde mich im Urlaub. Tel.: 555 0123",
    "Au\u00dfer Haus",
    "R\u00e9ponse automatique : absent du bureau",
    "Re\u0301ponse automatique",
    "Je suis en cong\u00e9s jusqu'au 5 janvier",
    "Message d'absence",
    "Respuesta autom\u00e1tica: fuera de la oficina",
    "Estoy de vacaciones hasta el lunes",
    "Resposta autom\u00e1tica: f\u00e9rias",
    "Estou fora do escrit\u00f3rio",
    "Risposta automatica: fuori sede",
    "Sono in ferie fino a luned\u00ec",
    "Automatisch antwoord: afwezig",
    "Ik ben met vakantie",
    "Autosvar: semester",
    "Automatisk svar: ferie",
    "Automaattinen vastaus: poissa",
    "Automatyczna odpowied\u017a: urlop",
    "Automatick\u00e1 odpov\u011b\u010f",
    "\u0410\u0432\u0442\u043e\u043e\u0442\u0432\u0435\u0442: \u043e\u0442\u043f\u0443\u0441\u043a",
    "\u81ea\u52a8\u56de\u590d",
    "\u81ea\u52d5\u5fdc\u7b54",
    "\ubd80\uc7ac\uc911 \uc790\ub3d9 \ud68c\uc2e0",
    "I am OOO until Monday",
    "OOO: back on 450 Pine Street on Tuesday",
    "I am on leave until 5 January",
    "On paternity leave",
    "Auto-Submitted: auto-replied",
    "I am currently away and will reply when I return",
    "I\u2019m travelling with limited access to email. My old account is disabled.",
    "Thank you for your email. I will be back on Monday; call 412 555 0123.",
    "This mailbox is no longer monitored",
    "I no longer use this account, it is disabled",
    "I've left the company. This account is inactive.",
    "Thanks for contacting us about request #550",
    "Merci pour votre message, je serai de retour lundi",
    "Ich bin ab Montag wieder da",
]


def told(texts: list[str]) -> dict[str, object]:
    """The texts as parameters, whose ids are their places: some have no words of ASCII."""
    return {"argvalues": texts, "ids": [f"{place}" for place in range(len(texts))]}


@pytest.mark.parametrize("text", **told(GONE))  # type: ignore[arg-type]
def test_who_is_not_there_gets_no_more_mail(text: str) -> None:
    assert classify("", text) == "hard"


@pytest.mark.parametrize("text", **told(PASSING))  # type: ignore[arg-type]
def test_a_mailbox_that_cannot_take_mail_today_is_counted(text: str) -> None:
    assert classify("", text) == "soft"


@pytest.mark.parametrize("text", **told(OURS))  # type: ignore[arg-type]
def test_what_is_wrong_with_us_is_not_held_against_the_recipient(text: str) -> None:
    assert classify("", text) == "other"


@pytest.mark.parametrize("text", **told(REPLIES))  # type: ignore[arg-type]
def test_a_machine_that_replies_is_heard_in_any_language(text: str) -> None:
    assert classify("", text) == "reply"
    assert classify("5.0.0", text) == "reply", "a provider's code for nothing in particular"


@pytest.mark.parametrize(
    ("status", "text", "meant"),
    [
        ("5.1.1", "unknown", "hard"),
        ("5.0.0", "550 5.1.1 unknown", "hard"),
        ("5.1.8", "Domain not found", "other"),
        ("5.1.1", "Sender address rejected: User unknown", "other"),
        ("5.7.1", "550 refused by mx 5.1.1.9", "other"),
        ("", "refused by Exim 4.96.2", "other"),
        ("5.2.2", "", "soft"),
    ],
)
def test_the_status_told_apart_counts_with_the_text(status: str, text: str, meant: str) -> None:
    assert classify(status, text) == meant
