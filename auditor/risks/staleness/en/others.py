"""English words by which a prompt asks for a skill, an invention or a given text, or fixes the time; and those by which
an answer tells that it is of today."""

from __future__ import annotations

import re

from auditor.risks.staleness.en.fast import FAST
from auditor.risks.staleness.en.slow import SLOW
from auditor.risks.staleness.model import FastKind, Need, Why, Words


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_POLITE = (
    r"\W*(?:(?:please|kindly|now|ok(?:ay)?|hi|hello|hey|dear \w+|task|instruction|question|q)\b[,:.!]?\s*"
    r"|(?:can|could|would|will) you (?:please |kindly |help me |help me to )?|i (?:want|need|would like"
    r"|['’]d like) you to "
    r"|i (?:want|need) to |help me (?:to )?|let['’]s |try to |your task is to |you are asked to )*"
)
_CREATION = (
    r"poems?|stor(?:y|ies)|songs?|lyrics|jokes?|puns?|riddles?|slogans?|taglines?|haikus?|limericks?|sonnets?|tales?|"
    r"fables?|dialogues?|conversations?|scripts?|scenes?|speech|letters?"
    r"|(?<!contact )(?<!support )(?<!billing )e-?mails?(?! address)|tweets?|captions?|headlines?"
    r"|titles?|"
    r"metaphors?|similes?|analog(?:y|ies)|quotes?|ballads?|raps?|novels?|monologues?|diary|advert\w*|ads?|jingles?|"
    r"names?|nicknames?|characters?|personas?|plots?|cover letter|product descriptions?|greetings?|toasts?|blurbs?"
)
SKILLS: tuple[tuple[Why, re.Pattern[str]], ...] = (
    (
        "code_math",
        _words(
            _POLITE
            + r"(?:(?:write|create|implement|develop|code|generate|build|design|construct|complete|fix|debug|refactor"
            r"|optimi[sz]e|give|provide|show|edit|find|make)\b.{0,60}?\b(?:code|program|function|script|query"
            r"|algorithm|regex"
            r"|regular expression|class|method|sql|html|css|python|java|javascript|c\+\+|json|unit tests?"
            r"|api endpoint|loop"
            r"|array|linked list|equation|snippet|command)\b|(?:calculate|compute|solve|evaluate|simplify|factor"
            r"|integrate"
            r"|differentiate|prove|derive|convert(?!.{0,40}(?:dollar|euro|usd|eur|gbp|yen|yuan|pounds sterling"
            r"|currency))|add|subtract|multiply|divide|round|estimate the (?:sum|product))\b"
            r"|(?:what is|what['’]s|find) (?:the )?(?:sum|product|square root|derivative|integral|area|perimeter|volume"
            r"|median|greatest common|least common|prime factor|value of [a-z]\b|result of)|how much is -?\d+"
            r"|what is -?\d+)"
        ),
    ),
    (
        "style",
        _words(
            _POLITE
            + rf"(?:(?:write|create|compose|generate|make(?: up)?|draft|give me|tell|tell me|invent|come up with"
            rf"|craft|produce|pen|sing|suggest|think of|brainstorm|design|provide)\b.{{0,40}}?\b(?:{_CREATION})\b"
            r"|imagine|pretend|role-?play|act as|act like|suppose you|you are (?:a|an) (?:pirate|wizard|knight|robot"
            r"|alien)"
            r"|speak (?:as|like)|describe (?:yourself|a (?:fictional|imaginary|dream|time (?:when|you)|scene)))"
        ),
    ),
    (
        "instruction",
        _words(
            _POLITE + r"(?:(?:write|rewrite|compose|create|generate|draft|translate|paraphrase|summari[sz]e|classify"
            r"|categori[sz]e|edit|proofread|rephrase|reword|come up with|reformat|extract|arrange|fill in|shorten"
            r"|expand|insert|remove"
            r"|delete|transform|combine(?! facts and answer)|reorder"
            r"|construct|devise|brainstorm|develop|produce|make up|organi[sz]e"
            r"|detect|decide "
            r"whether|determine (?:if|whether|the (?:sentiment|tone))|punctuate|capitali[sz]e|underline|highlight"
            r"|(?:correct|format|sort|complete|continue|finish|replace|change|turn|merge|order|plan|outline|spell"
            r"|reverse|design"
            r"|make|match|label|tag|rate|rank|count|say|repeat|use|pick|choose|select|assign) (?:the|this|these"
            r"|those|a|an|each"
            r"|following|my|all|in|out|one|two|three|it|sure|\d+)\b|identify the "
            r"(?:tone|sentiment|part|subject|verb|noun|adjective|type|grammar|error|theme|figure|odd)|analy[sz]e the "
            r"(?:following|given|tone|sentiment|text|poem|sentence)|given (?:the|a|an|this|these|two|that)\b"
            r"|based on (?:the|this)|read the|in this task|which of the following|out of the|how would you (?:say"
            r"|rewrite"
            r"|rephrase|describe|respond)|what (?:is|are) (?:the|a) (?:synonym|antonym|plural|past tense|rhyme|opposite"
            r"|meaning of the (?:word|phrase|idiom))s?|what does the (?:word|phrase|idiom)|use the|how do you say)\b)"
        ),
    ),
)
IDENTITY = _words(
    r"\A\W*(?:(?:hi|hello|hey|good (?:morning|day|evening))\W+)?(?:who are you|what are you\b|what(?:['’]s"
    r"| is) your name"
    r"|who (?:made|created|built|developed|trained|designed|programmed) you|are you (?:chatgpt|gpt|claude|an? (?:ai"
    r"|bot|robot"
    r"|human|person|machine|language model|chatbot))|tell me (?:about yourself|who you are)|introduce yourself"
    r"|which (?:model"
    r"|company|language model) (?:are you|made you|is this|built you)|what (?:model|llm|language model) are you"
    r"|where do you come from|do you have (?:a name|feelings|consciousness)"
    r"|who (?:taught|trains?|owns|runs|maintains|wrote|programs|coded|invented|is behind) you\b"
    r"|(?:who|what company|which (?:company|team|lab|organi[sz]ation)) (?:is|are|was|were) (?:your "
    r"(?:creators?|makers?|developers?|trainers?|teachers?|authors?|inventors?|designers?|owners?|parents?)"
    r"|behind you|you (?:made|built|created|trained|developed|designed) by))"
)
INTRODUCES = _words(
    r"\b(?:i am|i['’]m|my name is|this is)\b.{0,60}?\b(?:ai|artificial intelligence|language model|chat ?bot|virtual"
    r"|digital|assistant)\b|\bi (?:was|am|have been)\b.{0,30}?\b(?:made|created|built|developed|trained|designed"
    r"|taught) by\b|\b(?:created|made|built|developed|trained|designed|taught) me\b"
    r"|\bmy (?:creators?|makers?|developers?|trainers?|designers?)\b"
)
TALE = _words(r"\W*(?:once (?:upon a time|there (?:was|were|lived))|long(?:,)? long ago|one day,? (?:a|an|there)\b)")
LONG_AGO = _words(
    r"\b(?:in|until|since|during|around|by) (?:the )?(?:1\d\d\d|20[0-3]\d)s?\b.{0,60}\b"
    r"(?:was|were|cost|had|sold|paid)\b"
    r"|\b(?:was|were|cost|had|sold|paid)\b.{0,60}\bin (?:the )?(?:1\d\d\d|20[0-3]\d)s?\b"
)
MOVING = _words(
    r"\b(?:latest|current|recent|newest|today['’]s|this (?:year|month|week)['’]s|upcoming|most recent|trending"
    r"|this (?:year"
    r"|month|week))\b.{0,40}\b(?:news|developments?|trends?|advances?|state|status|situation|prices?|events?|market"
    r"|research"
    r"|innovations?|policy|policies|progress|technolog(?:y|ies)|discover(?:y|ies)|affairs|rates?|standings|results"
    r"|findings"
    r"|challenges|issues|statistics|data|models?|phones?|products?|movies|films|songs|restaurants?|games|updates?)\b"
    r"|\b(?:list|table|overview|report|summary|guide)\b.{0,40}\b(?:restaurants?|hotels?|smart ?phones?|laptops"
    r"|prices|cafes"
    r"|best[- ]selling)\b"
)
FICTION = _words(
    r"\b(?:pretend|role-?play(?:ing)?|in character|imagine|fictional|once upon|fairy ?tale|fantasy (?:world|novel"
    r"|kingdom)"
    r"|in the (?:\w+ ){0,2}(?:story|novel|book|film|movie|play|series|poem|show|tale|myth|legend|game|comics?|cartoon"
    r"|manga|anime)|protagonist|antagonist"
    r"|villain"
    r"|main character|greek myth|mytholog\w+|shakespeare|sherlock|harry potter|hogwarts|star wars|middle[- ]earth"
    r"|narnia)\b"
)
DATED = _words(
    r"\b(?:1[0-9]{3}|20[0-4][0-9])s?\b|\b\d{1,2}(?:st|nd|rd|th) century\b|\bcentur(?:y|ies)\b|\b(?:bc|bce|ad)\b"
    r"|\b(?:ancient|medieval|prehistoric|colonial|victorian|renaissance|historical(?:ly)?|in history|history of"
    r"|middle ages"
    r"|world war|wwi+|cold war|civil war|great depression|soviet union|roman empire|original(?:ly)?|first ever)\b"
    r"|\b(?:who|what|when|where|which|why|how)\b.{0,60}?\b(?:was|were|did|had|wrote|invented|discovered|painted|founded"
    r"|built|composed|won|died|born|signed|directed|happened|became|ruled|began|introduced|fought|killed|said)\b"
    r"|\A\W*(?:was|were|did|had)\b"
)
UNDATED = _words(
    r"\b(?:current(?:ly)?|now|latest|newest|most recent(?:ly)?|today|yesterday|this (?:year|month|week|season"
    r"|morning)|still"
    r"|at the moment|recent(?:ly)?|last (?:night|week|month|year|season|update[ds]?)|notice no|circular no|applies"
    r"|apply"
    r"|eligible|who won the last|the most)\b"
)
WRITES = _words(r"\b(?:write|compose|create|generate|draft|produce|prepare|summari[sz]e|develop|make)\b")
EXPLAINS = _words(
    r"\A\W*(?:please )?(?:why\b|what(?: is|['’]s| are) (?:an? )?(?!(?:the|your|our|my|his|her|their|its"
    r"|this) )(?:[\w-]+ ?){1,2}\W*\Z|explain\b(?!.{0,30}(?:latest"
    r"|current|recent))|define\b|what (?:does|do)\b.{0,60}\b(?:mean|"
    r"stand for)\b|what (?:does|do) an? .{0,40}\bdo\W*\Z|what (?:is|are) (?:the )?(?:meaning|definition|difference"
    r"|purpose|function|role|concept|theory|formula"
    r"|relationship|importance|effects?|impacts?|causes?|benefits?|advantages?|disadvantages?|pros|symptoms?|signs"
    r"|characteristics|features|similarit\w+|key elements|main (?:components|parts|types|causes|ideas?|themes?|steps"
    r"|principles)|(?:\w+ )?types|steps|principles|components|elements)\b|how (?:do|does|did)\b.{0,60}\b(?:work|affect"
    r"|influence|impact|differ|function|form|evolve|contribute|help|relate|move|grow)\b|how (?:can|could|should"
    r"|might|to)\b"
    r"|how do (?:you|we|people|i)\b|what (?:can|should|could|would|might|if)\b|what (?:is|are) (?:some |a few "
    r"|\w+ )?(?:ways?"
    r"|tips|strategies|methods|techniques|good habits|ideas)\b|describe (?:how|why|the (?:process|difference|concept"
    r"|role"
    r"|effects?|impact|structure|function|importance|steps))|compare\b|contrast\b|discuss (?:the (?:importance|role"
    r"|impact"
    r"|pros|ethic))|give (?:me )?(?:\w+ )?(?:advice|tips|reasons|ways)|list (?:\w+ ){0,2}(?:ways|tips|reasons|benefits"
    r"|advantages|methods|strategies)|do you think|in your opinion|what['’]s your (?:favorite|opinion))"
)
MATERIAL = _words(
    r"\b(?:passage|paragraph|context|excerpt|article|document|transcript|table|abstract|review|dialogue|text|input"
    r"|snippet"
    r"|e-?mail|notes|premise|sentence|tweet|data|background|facts?|information|knowledge base|report|minutes|notice"
    r"|log)"
    r"\s*(?:\d+)?\s*(?:[:=\n]|below\b|above\b|is given|says?\b|states?\b)|\b(?:according to|based on|given|from|in"
    r"|use|using|"
    r"read|with|see) (?:the|this|these|that|my|our) (?:following|given|passage|paragraph|text|context|table|document"
    r"|article|excerpt|information|above|below|e-?mail|note|notes|data|chart|report|story|dialogue|conversation|memo"
    r"|sign"
    r"|list|receipt|invoice|menu|schedule|review|abstract|record|search results?)\b|\b(?:answer"
    r"|respond) (?:only )?(?:from|with|"
    r"using|based on)\b"
)
UNKNOWN = _words(
    r"\b(?:i|we) (?:do not|don['’]t|cannot|can['’]t|am (?:not able|unable)|are unable|could not|couldn['’]t"
    r"|have no)\b|\bi['’]m "
    r"(?:not (?:sure|able|aware)|unable|sorry|afraid)|\bas an ai\b|\bi am an ai\b|\bno (?:information|data|access)\b"
    r"|\b(?:depends on|varies|vary)\b|\bplease (?:check|consult|see|visit|contact|provide|specify|tell)\b|\bnot known\b"
    r"|\b(?:could|can) you (?:please )?(?:tell|specify|provide|clarify)\b"
)
_MONEY = (
    r"(?:[$€£¥₹]\s?\d|\d\s?(?:[$€£¥%₹]|per ?cent\b|percent|(?:us |canadian |australian )?dollars?|euros?|eur\b|usd\b"
    r"|gbp\b|"
    r"chf\b|cents?\b|pounds?\b|yen\b|yuan\b|rmb\b|francs?\b|krona|kronor|crowns?\b|koruna|rupees?|bucks|pesos?|ct\b"
    r"|pence|"
    r"points?\b|an hour|per (?:hour|day|week|month|night|year|person|mile|km|kwh|kilo|head)|a (?:month|day|year"
    r"|night|week))"
    r"|\bfree\b|\bno (?:charge|fee|cost|discount|deposit)\b|\bhalf price\b|\b(?:hundred|thousand|twenty|thirty|forty"
    r"|fifty|"
    r"sixty|ten|five|two|three|four|six|seven|eight|nine|twelve|fifteen) (?:\w+ )?(?:dollars|euros|pounds|percent|cents"
    r"|francs|crowns|yen)\b)"
)
_DAY = (
    r"(?:mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|weekdays?|weekends?|january|february"
    r"|march"
    r"|april|\bmay\b|june|july|august|september|october|november|december|noon|midnight|dawn|dusk|tomorrow|tonight"
    r"|today"
    r"|hourly|daily|weekly|monthly|quarterly|every (?:day|hour|other|second|first|last)|around the clock|spring|summer"
    r"|autumn|winter|o['’]?clock|half past|quarter (?:past|to)|(?:first|second|third|last|same|next|working"
    r"|business) (?:\w+ )?day)"
)
_NO_NAME = (
    "The|A|An|It|This|That|In|On|At|As|If|To|For|There|Yes|No|He|She|They|You|We|I|Your|Our|My|When|While|Because"
    "|Each|Every"
    "|Some|Most|All|One|Any|Many|People|Please|Usually|Typically|Generally|Only|Both|Anyone|Everyone|Nobody|Someone"
    "|Its|His"
    "|Her|Their|These|Those|Or|And|But|So|By|From|With|After|Before|Mon|Tue|Wednes|Thurs|Fri|Satur|Sun|January|February"
    "|March|April|May|June|July|August|September|October|November|December|Go|Ask|Call|Contact|Write|Speak|Turn|Talk"
    "|See"
    "|Human|First|Line|HR|IT|English|Chinese"
)
"""Words with a capital that name nobody."""
NEEDS: dict[Need, re.Pattern[str]] = {
    "value": re.compile(
        r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty"
        r"|ninety|hundred|thousand|million|billion|unlimited|none|half|free)\b|(?<=[a-z] )[A-Z][a-z]+"
        r"|\A[A-Z]\w+(?: [A-Z]\w+)*\W*\Z",
    ),
    "money": _words(_MONEY + r"|\A\W*(?:about |around |from )?\d[\d.,]*\W*\Z"),
    "time": _words(rf"\d|\b{_DAY}\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"),
    "name": re.compile(
        rf"(?:(?<=[a-z,;:] )|(?<=[a-z] [\"“])|\A\W*)(?!(?:{_NO_NAME})\b)[A-Z][a-zà-ÿ'’-]+\b(?! of\b)|\b(?:Mr|Ms|Mrs"
        rf"|Dr|Prof|Sir|Dame)"
        r"\b\.?|\b[A-Z][a-zà-ÿ'’]+ (?:(?:de|da|van|von|der|bin|al|del|la|Mc|O['’]) ?)*[A-Z][a-zà-ÿ'’]+|\b\d{3,}\b|\S@\S"
    ),
    "names": re.compile(r"\b[A-Z][\w'’&-]+\b(?s:.{1,400}?)(?<=[a-z,:.\n*\d] )[*\"“]*[A-Z][\w'’&-]+\b"),
    "place": _words(
        r"\d{3}|\S@\S|\bwww\.|https?:|\.(?:com|org|net|gov|edu|example|de|uk)\b|\b(?:street|st\.|avenue|road|rd\."
        r"|lane|square"
        r"|floor|room|building|desk|block|suite|corner|plaza|boulevard|drive|mall|station|ext|extension|opposite"
        r"|next to|level"
        r"|wing|entrance|basement|lobby|hall|door|downtown|hallway|behind|upstairs)\b|#\w|\bnumber \d"
    ),
    "any": re.compile(r"\w"),
    "screen": _words(
        r"\b(?:clicks?|click on|tap|settings|menu|press|toolbar|tab|ctrl|command|icon|button|premiere|excel"
        r"|photoshop)\b"
    ),
    "cash": _words(
        r"[$€£¥]\s?\d|\d\s?(?:(?:us |canadian |australian )?dollars?|euros?|eur\b|usd\b|gbp\b|chf\b|cents\b"
        r"|pounds (?!of)|yen\b|yuan\b|francs"
        r"|kron(?:a|or)|crowns?\b|koruna|rupees?|pence)"
    ),
    "clock": _words(
        r"\b\d{1,2}:\d\d\b|\b\d{1,2} ?(?:[ap]\.?m\b|o['’]clock)|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
        r"|\b(?:january|february"
        r"|march|april|may|june|july|august|september|october|november|december) \d{1,2}\b|\b\d{1,2}(?:st|nd|rd"
        r"|th)? (?:of )?(?:january"
        r"|february|march|april|may|june|july|august|september|october|november|december)\b"
    ),
    "phone": _words(
        r"(?<![\d.,])(?<!\d[ -])(?:\+\d{1,3}[ -]?)?\(?0?\d{2,4}\)?[ -]\d{3,4}[ -]?\d{3,4}\b(?![ -]?\d)"
        r"|\b(?:call|dial|extension|ext\.?) \d{2,}|(?<![:/\w.+-])[\w.+-]+@\w[\w-]*\.\w+"
    ),
    "room": _words(
        r"\b(?:room|floor|building|counter|desk|office|street|avenue|road|square"
        r"|lane) ?(?:no\.? ?)?[a-z]? ?\d|\b\d+(?:st|nd|rd|th)? "
        r"(?:floor|street|\w+ (?:street|road|avenue|lane|square))|\b(?:ground|first|second|third"
        r"|fourth) floor\b"
    ),
    "person": re.compile(
        rf"\b(?:Mr|Ms|Mrs|Dr|Prof)\b\.?|(?:\A|(?<=[a-z,] ))(?!(?:{_NO_NAME})\b)[A-Z][a-zà-ÿ'’-]+(?: (?:de|da|van"
        rf"|von)? ?[A-Z][a-zà-ÿ'’-]+)+"
        rf"|\A\W*(?!(?:{_NO_NAME})\b)[A-Z][a-zà-ÿ'’-]+\b(?= (?:starts|does|is|has|leads|will|from|in)\b|\W*\Z)"
    ),
}
TOLD: tuple[tuple[FastKind, re.Pattern[str]], ...] = (
    ("news", _words(
        r"\bas of (?:now|today|this (?:year|month|writing)|my (?:last|latest|knowledge)|(?:early |late |mid-?)?(?:19"
        r"|20)"
                    r"\d\d|(?:january|february|march|april|may|june|july|august|september|october|november"
                    r"|december)\b)")),
    ("news", _words(
        r"\b(?:currently|at the moment|right now|at present|this (?:year|week|month|season)|until further notice"
                    r"|at the time of writing)\b")),
    ("price", _words(
        r"(?:[$€£]\s?\d[\d.,]*|\b\d[\d.,]* (?:euros?|dollars?|pounds?)) (?:per|a|an|each|plus) ?(?:person|night"
                     r"|month|day|hour|head|adult|year|week|piece|shipping|child)?")),
    ("contact", _words(r"\b(?:call|phone|dial|tel\.?|ext\.?|extension|hotline)\b.{0,25}?\+?\d[\d ()-]{3,}\d")),
    ("schedule", _words(
        r"\b(?:open|opens|closes?|departs?|leaves?)\b.{0,30}?\b(?:\d{1,2}(?::\d\d| ?[ap]\.?m\b)|from \d)")),
    ("version", _words(r"\b(?:latest|newest|current|most recent) (?:stable )?(?:version|release|edition)\b.{0,40}\d")),
)  # fmt: skip
ABOUT_WORDS = _words(
    r"\A\W*title:|\b(?:sentences?|paragraph|passage|phrase|concepts|dialog(?:ue)?|conversation|tl;?dr|abstract"
    r"|reviewer|sentiment|(?:answer|"
    r"following) (?:choices|options)|(?:valid|correct|right|best) answer|synonym|antonym|duplicates?|same (?:meaning"
    r"|question|thing)|merge|these two|are the questions|an answer to|movie plot|exam"
    r"|the (?:film|movie|review|story|text|poem|word)|write its title|title for|an? (?:\w+ )?example|examples of"
    r"|headline for)\b|\(A\).{1,120}\(B\)"
)
ASKS = _words(
    r"\A\W*(?:what|who|whom|whose|when|where|which|how|is|are|do|does|can|could|will|may|give|tell|list|name"
    r"|describe|show|find"
    r"|provide|state|share|explain|identify|recommend|suggest|write|create|generate|discuss|outline|summari[sz]e"
    r"|report|look up"
    r"|check|get|i need|i['’]d like|i want|i would like|looking for|please|need|send|let me know|mention|compare"
    r"|analy[sz]e|quote"
    r"|inform|update me|any|hi|hello|hey|tell|produce|prepare|make|compose|convert)\b"
)
TOLD_HINT = re.compile(r"\d|[Aa]s of|urrent|moment|[Tt]his |resent|ntil|time")
WORDS = Words(
    cues=FAST, slow=SLOW, told=TOLD, told_hint=TOLD_HINT, needs=NEEDS, skills=SKILLS, writes=WRITES,
    identity=IDENTITY, introduces=INTRODUCES, tale=TALE, long_ago=LONG_AGO,
    moving=MOVING, fiction=FICTION, dated=DATED, undated=UNDATED, explains=EXPLAINS,
    material=MATERIAL, unknown=UNKNOWN, about_words=ABOUT_WORDS, asks=ASKS, preface=250, short=250,
)  # fmt: skip
