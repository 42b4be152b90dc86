"""English questions for the state of affairs: standings, news, policies, limits, the weather."""

from __future__ import annotations

from auditor.risks.staleness.cueing import any_of, cue
from auditor.risks.staleness.model import Cue

_NOW = any_of(
    "current(?:ly)?", "(?<=\\w )now(?! (?:that|knowing|imagine))", "nowadays",
    "today(?:['’]s)?", "tonight(?:['’]s)?", "tomorrow(?:['’]s)?", "latest",
    "newest", "most recent", "recent(?:ly)?",
    "(?:at|of) the moment", "right now", "at present", "presently", "present[- ]day",
    "this (?:year|month|week|weekend|season|quarter|semester|term|summer|winter|spring|autumn|fall|morning|evening"
    "|afternoon)(?:['’]s)?",
    "next (?:year|month|week|weekend|season|quarter|semester|term|summer|winter|spring|autumn|fall)(?:['’]s)?",
    "these days", "upcoming", "up[- ]to[- ]date", "as of", "trending", "ongoing", "on duty", "incumbent",
)  # fmt: skip

AFFAIRS: tuple[Cue, ...] = (
    cue(
        "standing", "standings table league leads top scorer ranked ranking rankings reigning defending champion squad "
        "roster lineup line-up team club transfer plays play won winner winners seeded injured fixture fixtures "
        "title number side leading tops bottom world latest reigning what "
        "held holds",
        r"\b(?:standings|league table|(?:leads?|top of|leading|first in|bottom of"
        r"|tops?) (?:the )?(?:\w+ ){0,3}(?:league"
        r"|table|division|championship|standings|group|rankings?)|top[- ]?scorer|world (?:number|no\.?) (?:one|1)"
        r"|number "
        r"one in the world|(?:reigning|defending|current|latest|most recent) (?:\w+ ){0,4}(?:champions?|winners?"
        r"|holders?)"
        r"|squad|roster|line-?up|starting eleven|fifa ranking|atp ranking|world ranking)\b"
        r"|\bwhich (?:club|team|side|franchise) (?:does|is)\b.{0,40}\b(?:play|coach|with|at|for|signed)\b"
        r"|\bwhat (?:club|team)\b.{0,40}\bplay\b|\bwho does\b.{0,40}\bplay for\b|\bwhere does\b.{0,40}\bplay\b"
        r"|\bwho (?:won|is the winner|are the winners)\b.{0,30}\b(?:last|latest|most recent|this year|yesterday"
        r"|last (?:night|week|year|season))\b|\bplays? (?:for|at) (?:which|what)\b",
        "name",
        hits=(("Which club does Mika Torres play for?", "He plays for Rio Norte."),
              ("Who leads the league table?", "Norwick Rovers lead with 41 points."),
              ("Who won the latest Harbor Prize?", "It went to Ines Falk."),
              ("Who does Mika Torres play for?", "Rio Norte.")),
        misses=(("Who won the cup in 1998?", "The Rovers won it."),
                ("What is a squad?", "A squad is a group of players from whom a team is chosen."),
                ("Who does the narrator of the novel speak for?", "For the islanders of Brell.")),
        unless=r"\b(?:all[- ]time|world record|ever|history|sql|database|periodic)\b",
    ),
    cue(
        "weather", "weather forecast temperature rain raining snow snowing traffic air pollen uv tide tides surf wind "
        "sunny jam delays delayed hot cold storm road",
        r"\b(?:weather|forecast|traffic|air quality|pollen (?:count|levels?|forecast)|uv index|tides?|surf"
        r"|road conditions?|snow (?:depth|conditions?"
        r"))\b.{0,50}\b(?:in|on|at|for|like|today|tomorrow|tonight|now"
        r"|this (?:week|weekend|morning|afternoon|evening|month|season|winter|summer)|right now|currently)\b"
        r"|\b(?:rain|raining|snow|snowing|sunny|storm|hot|cold|temperature|delays?|delayed|jam)\b.{0,40}\b(?:today"
        r"|tomorrow|tonight|right now|now|currently|at the moment|this (?:week|weekend|morning|afternoon))\b"
        r"|\b(?:today|tomorrow|tonight)(?:['’]s)?\b.{0,20}\b(?:weather|forecast|temperature|traffic)\b",
        "any",
        hits=(("What's the weather like in Bergen?", "It is raining, with 8 degrees."),
              ("Is there any traffic on the ring road right now?", "A jam of two miles at exit 5.")),
        misses=(("What causes weather?", "The sun heats the ground unevenly."),
                ("How is traffic in a network controlled?", "By windows and acknowledgements."),
                ("A road suffers from traffic, this traffic grows near what?", "A city."),
                ("A die is thrown. What is the probability that it will rain tomorrow?", "Nobody can tell from a die."),
                ("How can the grid be kept safe in similar weather conditions in the future?", "By trimming trees.")),
        unless=r"\b(?:causes?|climate|average|checked|process|period of time|affects?|predict\w*|measure\w*|network"
               r"|website traffic|instrument|song|app"
               r"|machine learning|model|symbol|proverb|idiom|probability|chance|odds|in the future|similar)\b",
    ),
    cue(
        "age", "old age",
        r"\bhow old(?: is| are|['’]s) (?!(?:the |our |this |that )?(?:universe|earth|sun|moon|planet|solar|tree|city"
        r"|building|castle|church|wall|pyramid|temple|tower|bridge|rock|dog|cat|horse))"
        r"|\b(?:what is|what['’]s|tell me)\b.{0,30}\b(?:the |current )?age of [A-Z]",
        "value",
        hits=(("How old is the actress Lena Brandt?", "She is 47 years old."),),
        misses=(("How old is the universe?", "About 13.8 billion years."),
                ("How old was he when he died?", "He was 81.")),
        unless=r"\b(?:universe|earth|sun|moon|must|have to|need to|in the (?:story|book|film|novel))\b|\d",
    ),
    cue(
        "recommendation",
            "best good top popular recommend recommends recommendation recommendations suggest suggestions "
        "suggestion cheap cheapest cheaper favorite hottest must-see trendy where hot list great nice affordable "
        "trendy good places place favourite",
        r"\b(?:best|good|top|popular|recommend\w*|suggest\w*|cheap\w*|favou?rite|hot(?:test)?|must-see|trendy|nice"
        r"|affordable|places?|list of|great)\b.{0,50}\b(?:restaurants?|hotels?|hostels?|caf[eé]s?|bars|pubs?|bakery"
        r"|bakeries|nightclubs?|smart ?phones?|phones?|laptops?|tablets?|headphones|earbuds|smartwatch(?:es)?|cameras?"
        r"|suppliers?|stores?|shops?|boutiques?|streaming services?|stocks? to|funds?|etfs?|cryptocurrenc(?:y|ies)"
        r"|credit cards?|to eat in|to stay in|to eat|to stay|museums? to visit (?:now|this)|electric cars?|airlines?"
        r"|internet providers?|hairdressers?|dentists?|gyms?)\b",
        "names",
        hits=(("What are the best restaurants in Porto Vell?", "Try Casa Lume, The Old Net and Marisol."),
              ("Recommend a good smartphone for photos.", "The Orbit 12 Pro or the Lumen X5.")),
        misses=(("What makes a restaurant good?", "Fresh food and kind service."),
                ("Suggest names for a restaurant.", "The Copper Pan, Salt and Vine, Marigold."),
                ("What is the best way to store bread?", "In a paper bag.")),
        unless=r"\b(?:names? for|what makes|slogan|best ways?|best time|best practice|store (?:food|data|bread)"
               r"|review of"
               r"|in a (?:story|novel)|business)\b",
    ),
    cue(
        "travel", "visa visas passport entry baggage luggage carry-on customs quarantine duty-free travel vaccination "
        "vaccinations suitcase suitcases bags bag bottles enter entering fly plane flight flights liquids board",
        r"\bvisas?\b|\bentry (?:requirements?|rules?|permit)\b|\b(?:baggage|luggage)\b|\bcarry[- ]on\b"
        r"|\bchecked bags?\b"
        r"|\b(?:bags?|suitcases?|liters?|bottles?)\b.{0,40}\b(?:check in|carry|bring|take|allowed|flight|fly"
        r"|board)\b|\bhand luggage\b"
        r"|\bcustoms (?:allowance|limit|duty)\b|\bduty[- ]free\b|\bquarantine\b|\btravel (?:advisory|restrictions?"
        r"|ban)\b"
        r"|\b(?:liquids?|knives|food|pets?|dogs?|power banks?|batteries|scissors)\b.{0,40}\b(?:plane|flight|flights"
        r"|board|airport)\b"
        r"|\bpassport\b.{0,40}\b(?:need|valid|required|enter)\b|\b(?:enter|entering|fly to"
        r"|travel to)\b.{0,40}\b(?:vaccin"
        r"\w+|test|passport|permit)\b",
        "any",
        hits=(("Do I need a visa for Norvania?", "Citizens of the union do not need one for up to 90 days."),
              ("How many bags may I check in with Skarair?", "One bag of up to 23 kg.")),
        misses=(("What is a visa?", "A permission to enter a country."),
                ("Define baggage.", "Bags with which somebody travels."),
                ("How do I keep shampoo from leaking in my luggage?", "Put it into a sealed bag.")),
        unless=r"\b(?:define|what is a|emotional|etymology|poem|invent\w*|write|pack\w*|card|prevent\w*"
               r"|leak\w*|damag\w*|fold\w*|wrinkl\w*)\b",
    ),
    cue(
        "quota", "limit limits quota allowance allowances maximum minimum threshold cap tier plan plans free rate "
        "reimburse reimbursed reimbursement diem allow allowed budget target storage upload attachment requests "
        "pension "
        "wage score cutoff cut-off benefit benefits credit contribution contributions points miles cases infected "
        "outbreak outbreaks deaths headcount accept acceptance grade gpa average points people staff colleagues "
        "goal ceiling uploads attachments infections sick parental scores thresholds brackets message membership "
        "card tax team club passing admission shipping delivery withdrawal withdrawals transfer transfers meal "
        "hotel mileage housing child transfer daily state marks trial context included include includes package "
        "subscription",
        r"\b(?:free|basic|pro|premium|paid|standard|starter|business|student|family) (?:plan|tier|account|version"
        r"|subscription|membership)\b|\brate limits?\b|\bquotas?\b|\b(?:storage|upload|attachment|file size|message"
        r"|daily"
        r"|monthly|weekly|transfer|withdrawal|spending|expense|credit|download|api|request|character|card|order)s? "
        r"(?:limits?|cap|allowance|size)\b|\b(?:max(?:imum)?|largest|biggest) (?:upload|file|attachment|order|group"
        r"|deposit|transfer"
        r"|withdrawal|loan)\b|\b(?:limit|cap|maximum|ceiling) (?:for|on|of)\b.{0,40}\b(?:withdrawals?|transfers?"
        r"|requests?|uploads?|attachments?|expenses?|hotel|meals?|claims?|contributions?|orders?|reimburse\w*"
        r"|payments?)"
        r"|\bhow (?:many|much|large|big)\b.{0,40}\b(?:requests?|storage|attachments?|uploads?|api|free (?:plan|tier)"
        r"|reimburse\w*)\b|\b(?:meal|travel|mileage|hotel|home[- ]office|housing|clothing|child|phone|training|tax"
        r"|personal) (?:allowance|budget|rate|benefit|stipend)\b|\breimburse\w*\b|\bper diem\b|\bminimum wage\b"
        r"|\bminimum (?:order|spend|purchase|score|income|grade|deposit|balance)\b|\bfree (?:shipping|delivery)\b"
        r"|\b(?:grade|gpa|score|average|points)\b.{0,40}\b(?:need(?:ed)?|required|get into|admitted|accepted)\b"
        r"|\b(?:cut-?off|admission|passing|entry) (?:scores?|marks?|points)\b|\bacceptance rate\b"
        r"|\b(?:child|unemployment|housing|sick|parental|pension|state) (?:benefits?|pension|pay|allowance)\b"
        r"|\b(?:tax|income|contribution|earnings|eligibility) (?:thresholds?|brackets?|ceiling|limits?)\b"
        r"|\b(?:how many|number of|new|confirmed) (?:\w+ ){0,3}(?:cases|infections|infected|deaths|outbreaks)\b"
        r"|\b(?:sales|revenue|fundraising|hiring|recruitment|production|recycling) (?:target|goal|plan|budget)\b"
        r"|\bheadcount\b|\bhow many (?:people|staff|colleagues|members)\b.{0,20}\b(?:team|department|work (?:here|at"
        r"|in|for)"
        r"|club)\b|\bhow long\b.{0,20}\btrial\b|\btrial (?:period|length)\b"
        r"|\bcontext (?:window|length|size) (?:of|for|does)\b"
        r"|\b(?:included|includes?) (?:in|with) (?:the|your) (?:\w+ )?(?:plan|tier|subscription|package|membership)\b"
        r"|\b(?:plan|tier|package|subscription|membership) includes?\b",
        "value",
        hits=(("What is the per diem for trips abroad?", "62 euros."),
              ("How many requests does the free tier allow?", "1,000 a day."),
              ("From which amount on is there free shipping?", "From 49 euros."),
              ("What is the minimum wage in Norvania?", "12.41 an hour."),
              ("How many seats does the Team plan include?", "25 seats."),
              ("How long is the free trial?", "14 days.")),
        misses=(("What is a quota?", "A share that is fixed in advance."),
                ("What is the limit of 1/x for large x?", "0"),
                ("What is a context window?", "The 1,000 or so tokens that a model can see."),
                ("How long did the trial of Socrates last?", "One day.")),
        unless=r"\b(?:speed limit|age limit|define|sequence|function|integral|x\b.{0,10}approach\w*)\b",
    ),
    cue(
        "policy", "government council ministry administration party parliament congress planning plan plans sanctions "
        "tariffs tariff coalition election polls stance ceasefire policy scheme program grant grants subsidy notice "
        "circular war conflict negotiations president federal peace city company union commission bank senate state "
        "country board bills program programme relief aid bonus crisis protest protests strike subsidies",
        r"\b(?:government|council|ministry|administration|party|parliament|congress|city|company|union|commission|bank"
        r"|senate|state|country|board)\b.{0,40}\b(?:plan|plans|planning|doing|propos\w+|intend\w*|consider\w*|prepar\w+"
        r"|decid\w+|discuss\w+|respond\w*|debat\w+|vot(?:e|ing)|negotiat\w+)\b"
        r"|\b(?:sanctions|tariffs?|ceasefire|coalition|opinion polls?|election polls?|peace talks|negotiations)\b"
        r"|\b(?:subsid(?:y|ies)|grants?|scheme|program(?:me)?|notice|circular|relief|bonus"
        r"|aid)\b.{0,60}\b(?:this year|20\d\d"
        r"|no\.? ?\d+|apply|eligible|amount|receive)\b|\b(?:war|conflict|crisis|protests?|strike) in\b.{0,30}\b(?:now"
        r"|going|end|happening|status)\b",
        "any",
        hits=(("What is the government planning to do about rents?", "It plans to cap increases at 3 %."),
              ("How much is the heat pump grant and who is eligible?", "Owners receive up to 7,500 euros.")),
        misses=(("What is a government?", "A group of people that rules a state."),
                ("Why did the government collapse in 1931?", "It could not agree on the budget.")),
        unless=r"\b(?:should|could|why|if you|imagine|write|essay|speech|debate|history|in general|program (?:that"
               r"|to|which"
               r"|in)|programming|company name|difference)\b",
    ),
    cue(
        "news",
            "showing playing display view tap performing exhibited menu programme lineup on theaters cinemas special",
        r"\bwhat(?:['’]s| is| are| films?| movies?| shows?| plays?)\b.{0,40}\b(?:showing|playing (?:at|in|tonight"
        r"|this|now)|on (?:display|show|view|tap|special|sale|offer|the menu"
        r"|the programme?|the agenda)|performing|exhibited|in (?:theaters|cinemas))\b|\bwhat(?:['’]s| is) on (?:at"
        r"|in)\b",
        "any",
        hits=(("What is showing at the Rex cinema?", "The Long Tide and Paper Moon."),),
        misses=(("What is playing an instrument good for?", "It trains the ear."),),
        unless=r"\b(?:instrument|role|music|sentence|painting)\b",
    ),
    cue(
        "news", "has have situation status state",
        r"\A\W*(?:has|have) (?!.*\b(?:ever|you|humans|anyone)\b).{0,80}\b(?:been|yet|already|decided|started"
        r"|announced|signed|reached|found"
        r"|approved|resigned|reopened)\b|\bwhat(?:['’]s| is) the (?:\w+ )?(?:situation|status|state)\b (?:in|of"
        r"|with|after|on|at)\b",
        "any",
        hits=(("Has the merger of Orbit and Lumen been approved?", "The regulator is still reviewing it."),
              ("What is the situation in the flooded villages?", "Two roads are closed.")),
        misses=(("Have humans ever been to Mars?", "No."), ("What is the state of matter of ice?", "Solid.")),
        unless=r"\b(?:matter|rest|equilibrium|aggregation|art|water|mind)\b",
    ),
    cue(
        "news",
            "current currently now nowadays today today's todays tonight tonight's tomorrow tomorrow's latest newest "
        "recent recently moment present presently year month week weekend season quarter semester term these upcoming "
        "up-to-date trending ongoing duty incumbent as summer winter spring autumn fall morning evening afternoon "
        "days date",
        rf"\b{_NOW}\b",
        "any",
        hits=(("What are the latest developments in battery research?", "Solid cells have reached 400 Wh per kg."),
              ("What is on the canteen menu this week?", "Monday: lentil soup. Tuesday: fish."),
              ("Which songs are trending at the moment?", "Blue Hour and Paper Boats."),
              ("What is the current state of the harbor bridge project?", "The piers are finished.")),
        misses=(("What is the unit of electric current?", "The ampere."),
                ("How does the moon affect the tides today?", "Its gravity pulls the water."),
                ("How can I be more present in the moment?", "Breathe slowly and look around you."),
                ("How do I print the current directory in Python?", "Use os.getcwd()."),
                ("What is the present perfect?", "A tense that links the past with now."),
                ("If you overtake the last runner, which position are you in now?", "Nobody overtakes the last one."),
                ("What are current liabilities?", "Debts that are due within a year."),
                ("Who wrote the current anthem of Norvania?", "Olaf Lind wrote it."),
                ("What does “as of” mean?", "Beginning from a date that is given."),
                ("Which states had the same money in recent history?", "Several islands."),
                ("What may happen after I leave work today ?", "I will go home.")),
        unless=r"\b(?:(?:electric(?:al)?|alternating|direct|ocean|eddy|induced|sea|drain|gulf|tidal) currents?"
               r"|currents? "
               r"(?:in an?|through|flows?|density|directory|working|branch|user|thread|line|cursor|position|row|node"
               r"|sentence|element|time in|date in|folder|file|selection|process|object|iteration|index|page|job"
               r"|situation"
               r"|role|employer|boss|life|weight|career|mood)|amp(?:ere)?s?|volt\w*|ohm\w*|resist\w*|git|python"
               r"|javascript"
               r"|java|sql|excel|regex|c\+\+|linux command|circuit|tense|perfect|participle|universe|solar system"
               r"|today['’]s (?:world|society|age)|in the (?:present )?moment|be (?:more )?present|present (?:value"
               r"|yourself|simple|continuous|your|a |an |the )|how (?:can|do|should|to) (?:i|you|we|one)"
               r"|as of (?:yet|now)"
               r"|now[- ]defunct|from now|by now|than (?:it is )?(?:today|now)|current (?:technolog(?:y|ies)"
               r"|limitations|arrangement|understanding|through|flow\w*|increases?|decreases?)|total current"
               r"|the current\W*\Z|how many\b.{0,60}\b(?:does|do|did|has|have|will|would) (?:\w+ ){1,2}(?:now|have"
               r"|still)|(?:novel|book|story) (?:was|were)"
               r"|he|she|him|his|her|molecules|feel(?:ing)?|my day|am i|i am|i['’]m|i have|my|help me|mindful\w*"
               r"|old saying|proverb|bullet|recursion"
               r"|seasons? of|four seasons|explain (?:how|why)|why|affect|influence|impact|advantages?|benefits?"
               r"|importance|at the moment of|current (?:assets?|liabilit\w*|ratio|limit)|recent history"
               r"|most recently part"
               r"|now (?:known|called|understood|thought|believed|extinct)|capital of|after i|may happen"
               r"|if (?:you|a|an|the|two|all|there)|imagine|suppose|probability"
               r"|mean(?:s|ing)?|\Awho (?:wrote|founded|invented|discovered|composed|painted|designed))\b",
    ),
)  # fmt: skip
