"""English questions for whatever an answer of money, a time, a telephone number, a room or a person shows to be "
"looked up."""

from __future__ import annotations

from auditor.risks.staleness.cueing import cue
from auditor.risks.staleness.en.reaching import NATURE, WORK
from auditor.risks.staleness.model import Cue

_ANY = "what when where who who's what's whom which how is are do does can will has my until any"
_PLAIN_QUESTION = r"\A(?=.*\?)"
_NOT_PLAIN = (
    r"\b(?:example|imagine|suppose|if|formula|convert|equal|sum|total|answer|question|born|records?|how (?:can|do"
    r"|should"
    r"|would|to) (?:i|you|we|one|people) "
    r"(?!pay|get|contact|reach|call)|story|novel|film|movie|poem|song|sentence|word|mean|means|meaning|history"
    r"|originally|best way)\b"
)

PLAIN: tuple[Cue, ...] = (
    cue(
        "price", _ANY, _PLAIN_QUESTION, "cash",
        hits=(("Do children pay on the cable car?", "Under 6 they ride free, others pay 8 euros."),),
        misses=(("How many cents are in a dollar?", "100 cents."),
                ("Can you give me an example of a debt?", "Ann owes Bob $5.")),
        unless=_NOT_PLAIN + r"|\bhow many\b",
    ),
    cue(
        "contact", _ANY + " tell give send show", r"\A(?=.*\?|\W*(?:tell|give|send|show)\b)", "phone",
        hits=(("My parcel is late, whom do I tell?", "Call 0800 555 019."),),
        misses=(("What is the largest prime below 1000000?", "999983"),),
        unless=_NOT_PLAIN,
    ),
    cue(
        "schedule", _ANY,
        r"\A(?=.*\?).*?\b(?:when (?:do|does|is|are|will|can|may|must|should|shall)|what time|what days?|which days?"
        r"|how (?:late|early|often"
        r"|long)|until when|(?:is|are) there|is|are|do|does|can|will)\b",
        "clock",
        hits=(("When do the Christmas markets open in Lund?", "They open on November 28."),
              ("Is there a bus from the airport after midnight?", "Yes, at 0:20 and 1:50.")),
        misses=(("When is Independence Day in the United States?", "On July 4."),
                ("Is the day of the week named after the sun a Sunday?", "Yes, Sunday.")),
        unless=NATURE + "|" + _NOT_PLAIN +
            r"|\b(?:independence|bastille|christmas eve|valentine|celebrated|holiday is|birthday|equinox|solstice"
            r"|time zone"
                            r"|day of the week|days of the week|calendar|named|noon|midnight is)\b",
    ),
    cue(
        "contact", _ANY, r"\A(?=.*\?).*?\bwhere\b", "room",
        hits=(("Where do I hand in my thesis?", "At the examination office, room B 114."),),
        misses=(("Where was the treaty signed?", "In the Hall of Mirrors, room 12."),),
        unless=_NOT_PLAIN,
    ),
    cue(
        "office", "who who's whos whom",
        r"\A(?=.*\?).*?\bwho(?:['’]s| is| are|m)?\b.{0,60}\b(?:our|your|my|here|this|tonight|today|we|us|you"
        r"|on (?:duty|call)|currently|now)\b",
        "person",
        hits=(("Who is our account manager at the bank?", "Your account manager is Silvia Conti."),),
        misses=(("Who is your favorite painter?", "I like Vermeer."),),
        unless=_NOT_PLAIN + r"|\b(?:favou?rite|think)\b|" + WORK,
    ),
)  # fmt: skip
