"""English questions for who is in charge, when something is open or due, and how somebody is reached."""

from __future__ import annotations

from auditor.risks.staleness.cueing import any_of, cue
from auditor.risks.staleness.model import Cue

_OFFICE = any_of(
    "presidents?", "(?:prime |vice[- ]|deputy |cabinet |health |finance |foreign |defen[cs]e |education )?ministers?",
    "premier", "chancellor", "mayors?", "governors?", "senators?", "secretary(?:[- ]general)?", "ambassador", "speaker",
    "ceo", "cfo", "cto", "coo", "chief (?:\\w+ ){0,2}(?:officer|executive|editor|engineer|justice|inspector|of staff)",
    "chair(?:man|woman|person)?", "directors?", "managing director", "(?:general |store |branch |project |product "
    "|account |office |team |line |sales |regional |plant |shop |hr |it )?managers?", "heads?(?: of \\w+| coach"
    "| librarian| nurse| chef| teacher)?", "coach", "trainer", "captains?", "principal", "head(?:master|mistress)",
    "dean", "rector", "provost", "treasurer", "leaders?", "pope", "archbishop", "bishop", "commander",
    "commissioner", "sheriff", "police chief", "fire chief", "superintendent", "administrator", "coordinator",
    "contact person", "point of contact", "officer", "spokes(?:man|woman|person)", "editor(?:[- ]in[- ]chief)?",
    "conductor", "curator", "host", "anchor", "landlord", "tenant", "owner", "caretaker", "janitor", "supervisor",
    "representative", "mp", "champion", "number one", "record holder", "striker", "goalkeeper", "receptionist",
    "librarian", "nurse on duty", "doctor on duty", "foreman", "warden", "moderator", "maintainer", "advisor",
    "adviser", "(?:data )?protection officer", "technician", "agent", "partner", "vet", "tutor", "teacher",
    "lecturer", "doctor", "dentist",
)  # fmt: skip
WORK = (
    r"\b(?:movie|film|novel|story|tale|book|play|poem|song|album|opera|symphony|painting|episode|comic|cartoon|anime"
    r"|video ?game|myth(?:ology)?|legend|fairy|bible|biblical|protagonist|fictional|character|series|musical"
    r"|author|founder|founded|inventor|first|former|ancient|roman|medieval|second|third|last|previous|wrote|oldest"
    r"|duties|role of)\b"
)
NATURE = (
    r"\b(?:hemisphere|plan (?:a|my|the)|unsupervised|scheduling|schedule a|winter begins?|summer begins?|solstice"
    r"|equinox|sun|moon|eclipse|stars?|planets?|should (?:i|we|you|one)"
    r"|plants?|flowers?|trees?|pregnan\w*|puberty|theorem|recursion|loop"
    r"|threads?|process begin|war|battle|revolution|empire|dynasty|christmas(?! (?:markets?|fair|concert"
    r"|party|sale|hours|break|holidays?))|halloween|new year['’]s day|poem|novel"
    r"|movie|film|sentence|word|chapter|open[- ](?:source|minded|ended|set|interval)|opening (?:lines?"
    r"|moves?|sentence"
    r"|scene)|baby|babies|child learn|fever|eggs?|birds?|swallows?|geese|storks?|whales?|salmon|bears?|bees?"
    r"|animals?|migrat\w*|hibernat\w*|ripe|bloom\w*|in a story|days of the week|recipe|dough|hairs?"
    r"|cells?)\b"
)

REACHING: tuple[Cue, ...] = (
    cue(
        "office", "who whos who's name names leads heads chairs runs captain whom which what list identify mention "
                  "current incumbent acting",
        rf"\b(?:who|whom|who['’]s|whos)\b.{{0,12}}?\b(?:is|are|['’]s|will be|serves?|acts?|holds?|takes over|succeeds"
        rf"|currently|now|has been)\b.{{0,80}}?\b{_OFFICE}\b"
        rf"|\bwho(?:['’]s| is| are) (?:the |our |your |my |currently |now )*{_OFFICE}\b"
        rf"|\bwho\b.{{0,40}}\b{_OFFICE}\b.{{0,30}}\b(?:is|are)\b|\b(?:which|what) {_OFFICE}\b"
        rf"|\bwho (?:currently |now |presently )?(?:leads|heads|runs|manages|chairs|coaches|governs|supervises|directs"
        rf"|plays|trains|works|lives|cleans|drives|delivers|staffs|captains|presides over|is in charge"
        rf"|is responsible|looks after|is running|teaches|represents|hosts|anchors"
        rf"|holds|sits on|handles|maintains|takes care|does .{{0,40}} play for|rules)\b"
        rf"|\b(?:name|names|identity) of (?:the |your |our )?(?:current |present |new |acting )?(?:\w+ )?{_OFFICE}\b"
        rf"|\b(?:name|give me|tell me|list|identify|state|mention)\b.{{0,40}}\b(?:current|present|acting|incumbent"
        rf"|sitting|new|reigning)\b.{{0,30}}\b{_OFFICE}\b"
        rf"|\b(?:which|what) party (?:is in power|governs|rules|holds|leads|is in government)\b"
        rf"|\bwhom? (?:do|should|can|must|would|does) (?:\w+ ){{1,3}}(?:have to |need to )?(?:contact|call|ask"
        rf"|talk to|speak (?:to|with)|write to|e-?mail|report|see|turn to|go to|notify|approach|reach)\b"
        rf"|\bto whom\b",
        "name",
        hits=(("Who is the mayor of Elmton?", "Ana Ruiz."), ("Who runs the logistics department?", "Peter Voss does."),
              ("Who coaches the Norwick Rovers?", "The head coach is Liam Ortega."),
              ("Who should I contact about parking permits?", "Ask Jana Holt in room 12."),
              ("Who's the current chief executive of Brightmill?", "Its chief executive is Dana Kowalski.")),
        misses=(("Who is the director of the film Harbor Lights?", "It was directed by Ann Lee."),
                ("Who was the first president of the republic?", "It was Juan Prado."),
                ("What does a mayor do?", "A mayor leads the town's government."),
                ("Who is the founder of the company?", "Mara Lind founded it in 1987."),
                ("Who approves my leave?", "your line manager")),
        unless=WORK,
    ),
    cue(
        "schedule",
            "when time hours hour open opens close closes closed schedule timetable deadline due often late early "
        "next start starts begin begins day days platform gate departs depart arrives leaves leave shift term exam "
        "last "
        "first until enrolment enrollment registration times times hours agenda itinerary fixtures fixture slots "
        "days dates date by departures departure held upcoming year's terminal room track hall counter frequently "
        "often is are do does",
        r"\b(?:what time|when|at what (?:time|hour)|until (?:when|what time)|from when|how late|how early|by when"
        r"|what (?:day|date)s?|(?:on )?which days?|what are)\b.{0,90}?\b(?:open|opens|opening|closes?|closing|closed"
        r"|starts?|begins?|leaves?|departs?|departures?|arrives?|runs?|due|deadlines?|ends?|take place|takes place"
        r"|held|happen|happening|scheduled|serve[ds]?|meets?|meetings?|shift|collect(?:ed)?|pick(?:ed)? up"
        r"|deliver(?:ed)?"
        r"|last (?:bus|train|ferry|order|entry|tram|call|ride|boat)|first (?:bus|train|ferry|tram|boat|lift)"
        r"|next (?:\w+ )?(?:bus|train|ferry|flight|match|game|meeting|concert|election|class|session|exam|course|tour"
        r"|show|episode|delivery|event|holiday|auction|intake|race|round|issue|market|clinic|payday|review)"
        r"|office hours"
        r"|visiting hours|hours|available|on call|on duty|exams?|enrol(?:l?ment)?|registration|apply|submit|paid|payday"
        r"|come(?:s)? by|cleaned|emptied|renew(?:ed|al)?|visit|see the|check in|check out|move in|drop off|vote"
        r"|published|back|resume)\b"
        r"|\b(?:do|does|are|is) (?:you|they|the \w+|your \w+|it) (?:still |also |already )?(?:open|close[ds]?)\b"
        r"|\b(?:opening|business|office|visiting|working|store|library|consultation|service|trading|check[- ]?in"
        r"|check[- ]?out) (?:hours|times?)\b|\b(?:timetable|schedule(?! (?:it|them|this|an?|regular)\b)|time ?slots?"
        r"|fixtures?|agenda)\b"
        r"|\bhow (?:often|frequently) (?:do|does|is|are)\b.{0,40}\b(?:bus(?:es)?|trains?|ferr(?:y|ies)|trams?|shuttles?"
        r"|flights?|boats?|metro|subway)\b"
        r"|\b(?:is|are)\b.{0,40}(?<!to )\b(?:open|closed)\b"
        r"(?:.{0,25}\b(?:on|at|today|tomorrow|now|during|sundays?|holidays?"
        r"|weekends?|late|past|after|over)\b)?"
        r"|\b(?:which|what) (?:platform|gate|terminal|room|track|hall|bay|counter)\b"
        r"|\b(?:application|submission|filing|registration|payment|order|enrol\w+|entry) (?:deadline|period|window"
        r"|dates?)"
        r"|\bdeadline\b|\bdue date\b|\bterm dates\b|\b(?:next|this year['’]s|upcoming)\b.{0,30}\b(?:held|place|date)\b",
        "time",
        hits=(("What time does the library open on Saturdays?", "At 10 a.m."),
              ("When is the next ferry to Skarholm?", "It leaves at 16:40."),
              ("Is the pool open on Sundays?", "Yes, from 9 to 14 o'clock."),
              ("How often does the night bus run?", "Every 40 minutes."),
              ("What is the deadline for the spring intake?", "January 15."),
              ("Which platform does the train to Arlen leave from?", "Platform 4.")),
        misses=(("When does winter begin in the northern hemisphere?", "On 21 December."),
                ("When did the shop open?", "It opened in 1972."),
                ("How do I write a good schedule?", "List the tasks, then give each two hours."),
                ("When should I plant tomatoes?", "In May, when the nights are warm."),
                ("Which steps are needed if a firm is about to open a new office?", "1. Check the lease. 2. Hire."),
                ("Can you make the report and schedule it for the team?", "Yes, add a job that runs at 9."),
                ("What are the opening lines of the poem?", "The poem opens with three short lines.")),
        unless=NATURE,
    ),
    cue(
        "contact", "phone telephone number hotline helpline fax extension email e-mail mail address website url link "
        "contact contacts reach call located location where find wifi wi-fi directions handle homepage password "
        "code key desk reception numbers addresses lines get details info switchboard whatsapp line",
        r"\b(?:phone|telephone|contact|fax|mobile|cell(?:phone)?|hotline|helpline|support|service|toll[- ]free"
        r"|customer (?:service|care|support)|reception|direct|whatsapp|emergency contact)(?: phone| line)? (?:numbers?"
        r"|lines?|details?|info(?:rmation)?|address|e-?mail)\b|\bextension\b|\b(?:hotline|helpline)\b"
        r"|\b(?:e-?mail|postal|mailing|street|web|office|shop|store|branch|delivery|return|website|internet|billing"
        r"|full|exact) address\b|\baddress (?:of|for) (?!bus)|\b(?:what|which)(?:['’]s| is)? (?:your|the|their|its) "
        r"(?:\w+ ){0,3}(?:address|website|url|web ?site|homepage|e-?mail|phone)\b"
        r"|\bnumber (?:of|for) (?:the |your )?(?:\w+ ){0,2}(?:desk|office|reception|clinic|hotline|department|support"
        r"|front desk|pharmacy|shop|store|line|bank|hotel|restaurant|school|library|police|switchboard)\b"
        r"|\bhow (?:can|do|could|may|should) (?:i|we|you|one|customers) (?:contact|reach|get in touch|get hold|call"
        r"|e-?mail|get to (?:your|the))\b|\b(?:which|what) (?:number|extension|address|e-?mail)\b"
        r"|\bwhere(?:['’]s| is| are| can i find| do i find| will i find)\b.{0,60}\b(?:office|shop|store|branch|clinic"
        r"|reception|desk|counter|showroom|library|pharmacy|department|canteen|cafeteria|restaurant|hotel|bank|station"
        r"|stop|atm|parking|lost property|lost and found|warehouse|depot|outlet|dealer|meeting room|printer|gym|studio"
        r"|workshop|venue|stall)\b|\b(?:wi-?fi|network|door|gate|guest) (?:password|code|key)\b",
        "place",
        hits=(("What is the phone number of the tax office in Brell?", "Call 0555 201 330."),
              ("How can I reach customer service?", "Write to help@brightmill.example."),
              ("Give me the contact email of the support.", "It is help@brightmill.example."),
              ("Where is your Oslo branch?", "At 12 Harbor Street, 2nd floor."),
              ("Which extension has the front desk?", "4410.")),
        misses=(("What is an IP address?", "A number that names a host in a network."),
                ("Which number is the largest prime below 20?", "19"),
                ("Where is Mount Kenya?", "In Kenya, about 150 km from Nairobi."),
                ("Write a regex that matches an email address.", r"`\w+@\w+\.\w+`")),
        unless=r"\b(?:ip|mac|memory|table|field|column|gettysburg|regex|validate|atomic|oxidation|prime"
               r"|phone number format|inaugural|array"
               r"|pointer|linked list|forms? of address|address the (?:issue|problem)|sentence|html|css"
               r"|extension of)\b",
    ),
)  # fmt: skip
