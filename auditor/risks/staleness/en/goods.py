"""English questions for what things cost, what is there to be had, and which version is out."""

from __future__ import annotations

from auditor.risks.staleness.cueing import cue
from auditor.risks.staleness.model import Cue

GOODS: tuple[Cue, ...] = (
    cue(
        "market", "exchange rate rates price prices stock stocks share shares bitcoin oil gold inflation "
                  "unemployment mortgage index "
        "gdp market crypto cryptocurrency worth richest wealthiest valuable paid selling grossing revenue profit "
        "turnover sales subscribers followers users downloads views yield bond house housing convert trading trade "
        "interest highest lowest silver copper wheat petrol fuel customers employees clients stores shops branches "
        "locations outlets planes students members staff strong weak",
        r"\b(?:exchange rates?|(?:stock|share|oil|gold|gas|house|housing|home|bitcoin|commodity|copper|silver|wheat"
        r"|petrol|fuel) prices?|prices? of (?:oil|gold|silver|bitcoin|\w+ (?:stock|shares))"
        r"|(?:interest|mortgage|federal funds|prime|savings|deposit|lending|policy|base) rates?"
        r"|inflation rate|(?:rate of )?inflation(?= (?:in|rate|today|now|currently))"
        r"|convert\b.{0,30}\b(?:dollars?|usd|euros?|eur|yen|pounds?|gbp)\b|unemployment(?: rate)?"
        r"|market cap(?:itali[sz]ation)?|market share|market (?:value|leader)|net worth|worth of"
        r"|(?:strong|weak) (?:is|are) the (?:dollar|euro|yen|pound|\w+) (?:against|to)|how much interest"
        r"|trading (?:at|for)|trade at|(?:highest|lowest) (?:inflation|unemployment|interest|prices?|salar\w+|rents?)"
        r"|(?:stock|bond|dow|nasdaq|dax|s&p) (?:index|yield)|richest|wealthiest|highest[- ]paid|most valuable"
        r"|best[- ]selling (?!novel|book|album)|top[- ]grossing|annual (?:revenue|profit|turnover|sales|income)"
        r"|revenues?|turnover|(?:how many|number of) (?:(?!do |does |must |can )\w+ ){0,3}(?:subscribers|followers"
        r"|users|downloads|views"
        r"|customers|employees|clients|stores|shops|branches|locations|outlets|planes|students|members|staff))\b",
        "value",
        hits=(("What is the exchange rate of the koruna to the euro?", "One euro is 25.1 koruna."),
              ("How many subscribers does the channel Mossgarden have?", "It has 1.2 million subscribers."),
              ("What's the unemployment rate in Norvania?", "It stands at 4.3 %."),
              ("What is the federal funds rate?", "It is 5.25 percent.")),
        misses=(("What is an exchange rate?", "It is the value of one currency in terms of another."),
                ("How do interest rates affect inflation?", "Higher rates make loans dearer, so demand falls."),
                ("What was the exchange rate in March 1998?", "It was 1.82 marks to the dollar."),
                ("What rate of decay has radium?", "Half of it is gone after 1,600 years."),
                ("How many members does a string quartet have?", "Four.")),
        unless=r"\b(?:affect|influence|algorithm|predicting|determine|impact|must|relat|calculat|difference|formula"
               r"|mean by|defin|explain how|cause"
               r"|why|oxygen|lung|ion|does an? \w+(?: \w+)? have)\w*\b",
    ),
    cue(
        "price", "price prices pricing cost costs fee fees fare fares rent tuition toll charge charges charged premium "
        "deposit salary salaries wage wages pay paid stipend bonus commission discount discounts promotion "
        "promotions promo promos coupon coupons free deal deals "
        "voucher shipping delivery postage subsidy subsidies ticket tickets admission entry fine rate rates much "
        "cheapest expensive earn makes earns sale special offer offers rebate surcharge entrance dues subscription "
        "premiums tolls parking",
        r"\bhow (?:much|expensive|high) (?:is|are|do|does|would|will|must|should|can|to)\b"
        r"|\bhow much (?:\w+ ){0,3}(?:cost|costs|charge|pay|earn|rent|discount|off)\b"
        r"|\b(?:what|which|what['’]s|tell me|give me|list|show me|state|name|find|quote)\b.{0,60}?\b(?:prices?|pricing"
        r"|costs?|fees?|fares?|rent|tuition|tolls?|charges?|premiums?|deposit|salar(?:y|ies)|wages?|pay|stipend|bonus"
        r"|commission|discounts?|promotions?|postage|subsid(?:y|ies)|fine|hourly rate|daily rate|nightly rate"
        r"|room rate|day rate|surcharge|special offers?|deals?|cheapest|dues|subscription)\b"
        r"|\b(?:is|are) (?:there|it|the|they|entry|admission|delivery|shipping|parking)\b.{0,50}\b(?:free|discounts?"
        r"|charge|fee|on sale|on offer|promo(?:tion)?s?|coupon|cost)\b"
        r"|\b(?:do|does|can|will)\b.{0,50}\b(?:cost|charge|discounts?|coupons?|promo code|on sale|free of charge)\b"
        r"|\b(?:price|cost|fee|fare|rent|tuition|salary|admission|ticket price|entrance fee) (?:of|for|per|to)\b",
        "money",
        hits=(("How much is a day ticket for the tram?", "14.50."), ("What does a haircut cost at your salon?", "$38."),
              ("Is there a discount for students?", "Yes, students get 15 % off with the code CAMPUS15."),
              ("What's the monthly rent for a storage unit?", "It is 79 euros a month."),
              ("Is admission free?", "Admission is free on Mondays."),
              ("What is the price of the Orbit-4 API per 1K tokens?", "$0.03 for input.")),
        misses=(("What is the price elasticity of demand?", "It tells how much demand changes when the price does."),
                ("A pen costs $2 and a book $5. How much do both cost?", "They cost $7."),
                ("How much is 15 times 12?", "180"),
                ("How much does a blue whale weigh?", "About 140 tonnes."),
                ("How much did the tower cost when it was built in 1889?", "About 8 million francs.")),
        unless=r"\b(?:weighs?|elasticity|opportunity cost|sunk cost|marginal|cost function|price mechanism|define"
               r"|definition|theorem|water (?:should|does|do|is)|sleep|protein|calories|gravity|fine[- ](?:tun\w+"
               r"|arts|motor)|heart rate"
               r"|\d times|plus \d|minus \d|divided|percent of|should i (?:price|charge))\b",
    ),
    cue(
        "stock",
            "stock available availability sold vacancies vacancy vacant backorder waiting backlog lead spots places "
        "seats rooms left carry sell queue wait slots slot tables table beds units openings positions open out "
        "currently now still tickets order job size sizes color colour",
        r"\b(?:in stock|sold out|out of stock|back[- ]?order(?:ed)?|vacanc(?:y|ies)|waiting (?:time|list)|wait times?"
        r"|queue|lead time|delivery time|(?:seats?|rooms?|places|spots|tickets|units?|tables?|beds?"
        r"|slots?) (?:\w+ ){0,2}"
        r"(?:left|available|free|open))\b"
        r"|\bavailable\b.{0,30}\b(?:now|today|currently|right now|at the moment|still|tonight|tomorrow|this)\b"
        r"|\b(?:still|currently|now) (?:available|carry|sell)\b|\bdo you (?:still |currently |now )?have (?:any|the"
        r"|a|an)\b.{0,40}\b(?:size|color|left|stock)\b"
        r"|\b(?:do|does) (?:you|they|your \w+|the (?:shop|store|outlet|branch))"
        r" (?:still |also )?(?:have|carry|sell|stock)\b.{0,40}\b(?:sizes?|colou?rs?|left|stock)\b"
        r"|\bjob openings?\b|\bopen positions?\b",
        "any",
        hits=(("Do you have the oak shelf in stock?", "Yes, we have six left."),
              ("Are there any rooms available tonight?", "Two doubles are still free."),
              ("Does the shop have this coat in size 42?", "Yes, five of them."),
              ("How long is the waiting list for a garden plot?", "At the moment about eight months.")),
        misses=(("What does out of stock mean?", "It means that an item cannot be delivered."),
                ("Which resources are available to a plant in the desert?", "Little water and much light.")),
        unless=r"\bmean(?:s|ing)?\b",
    ),
    cue(
        "version", "version versions release released releases build edition update updated eol supported support "
        "firmware driver latest newest newer upgrade launch launched launching ship ships come coming lts "
        "maintained new roll debut builds drivers editions kernel security updates patches patched developed out "
        "live stable platforms devices systems browsers",
        r"\b(?:latest|newest|current|most recent|stable|lts|long[- ]term support|supported|recommended|minimum)\b"
        r".{0,30}\b(?:versions?|releases?|builds?|editions?|firmware|drivers?|update|kernel|lts)\b"
        r"|\b(?:which|what) (?:\w+ ){0,2}versions?\b|\bstill (?:\w+ )?(?:supported|maintained|updated|patched"
        r"|developed)\b|\bversions?\b.{0,40}\b(?:should i|is current|is the latest|do you support"
        r"|are supported|is out)\b"
        r"|\bend[- ]of[- ](?:life|support|service)\b|\beol\b|\bsupport(?:ed)? (?:end|until|expire|run out)"
        r"|\b(?:when|how long)\b.{0,50}\b(?:supported|security (?:updates|patches|fixes)|receive updates|support (?:end"
        r"|stop))\b|\brelease date\b"
        r"|\bwhen\b.{0,50}\b(?:will|does|is)\b.{0,50}\b(?:come out|be released|get released|launch|ship|roll out"
        r"|go live|be available|to be released|debut)\b|\bwhat['’]?s? (?:is )?new in\b"
        r"|\b(?:which|what) (?:platforms?|devices|systems|browsers|phones)\b.{0,30}\b(?:support(?:s|ed)?|run"
        r"|compatible)\b",
        "any",
        hits=(("What is the latest version of Pomelo Linux?", "The latest version is 14.2."),
              ("When will the Farsight 9 come out?", "It is to be released next spring."),
              ("Until when is release 5 of the database supported? When does support end?", "Until November."),
              ("Which version of the runtime should I install?", "Version 3.12.")),
        misses=(("Write a function that returns the current version.", "def version():\n    return VERSION"),
                ("Which version of the Bible did King James sponsor?", "The Authorized Version of 1611."),
                ("How do I check the version of a package in a script?", "Read its attribute `__version__`."),
                ("Which version of Pomelo added tabs?", "Pomelo 3.6."),
                ("What is new in Pomelo 3.6?", "Tabs and links."),
                ("How do I upgrade to the latest version of the runtime?", "Run `rt upgrade`.")),
        unless=r"\b(?:bible|story|song|poem|film|movie|hypothesis|theorem|version control|check the version"
               r"|sentence|(?:added|introduced|removed|dropped|deprecated|brought|first (?:had|supported))"
               r"|new in (?:\w+ )?v?\d[\d.]*|how (?:do|can|could|should|would|to) (?:(?:i|you|we|one) )?(?:\w+ ){0,2}"
               r"(?:check|upgrade|update|see|install|downgrade|switch|print|roll back|find out))\b",
    ),
)  # fmt: skip
