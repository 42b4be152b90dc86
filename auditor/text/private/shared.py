"""Contacts that an organization gives out: they stand in many records and point to nobody."""

from __future__ import annotations

import re

from auditor.text.private.model import Hit

_ROLES = frozenset(
    """
    abuse academic accounting accounts admin administrator admissions alumni appointment appointments billing
    booking bookings bursar business care careers commercial compliance contact contacts contactus customer
    customercare customers customerservice development editor editorial enquiries enquiry events export fax
    feedback finance frontdesk general hello help helpdesk hi hostmaster hr info information inquiries inquiry
    investor investors invoice invoices it jobs kefu legal library login mail mailbox mailer-daemon marketing
    media membership moderator newsletter no-reply noc noreply notification notifications office official
    operations order orders partner partners partnership payments postmaster pr press privacy procurement
    public purchasing reception recruiting recruitment register registrar registration reservation
    reservations returns root sales secretariat secretary security service services shipping shop staff store
    submissions subscribe support sysadmin team tech technical techsupport ticket tickets tourism training
    travel unsubscribe user webmaster welcome zhaopin
    """.split()
)
"""Local parts that name a role, after RFC 2142 and common use."""
_WHERE = _ROLES | frozenset(
    """
    africa america apac asia au beijing br ca central center centre china cn de dept department desk east emea en es eu
    europe fr global group guangzhou hk hq id in india international it japan jp kr latam line main nl north office
    online ru sg shanghai shenzhen south team tw uk us usa web west world zh
    """.split()
)
"""What may follow a role without naming a person."""
_BUSINESS = re.compile(r"\+(?:86(?:400|800)|1(?:800|833|844|855|866|877|888))[0-9]{7}$|\+86(?:95|96|12|10)[0-9]{3,6}$")
"""Numbers that only organizations have: 400 and 800 in China, toll-free in North America."""
_JOINED = re.compile("[._+-]")


def is_shared(hit: Hit) -> bool:
    """Whether a value is the contact of an organization by its form: `support@`, a 400 number."""
    match hit.kind:
        case "email" if not hit.test:
            local = hit.canonical.partition("@")[0]
            first, *rest = _JOINED.split(local)
            return local in _ROLES or (first in _ROLES and all(part in _WHERE or part.isdigit() for part in rest))
        case "phone":
            return _BUSINESS.match(hit.canonical) is not None
    return False
