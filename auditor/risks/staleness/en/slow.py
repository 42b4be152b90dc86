"""English questions for facts that change over several years."""

from __future__ import annotations

from auditor.risks.staleness.cueing import cue
from auditor.risks.staleness.model import Cue

SLOW: tuple[Cue, ...] = (
    cue(
        "population", "population populations people live inhabitants residents populous density members countries "
        "largest biggest busiest gdp capita life expectancy percentage percent share many speakers average native "
        "rate city cities airport port economy university company median",
        r"\bpopulations?\b|\b(?:people live|inhabitants|residents|populous|population density|native speakers)\b"
        r"|\bhow many (?:countries|states|members|people|speakers)\b.{0,40}\b(?:in|of|belong|speak)\b"
        r"|\b(?:largest|biggest|busiest) (?:city|cities|airport|port|company|companies|economy|economies|university)\b"
        r"|\b(?:gdp|per capita|life expectancy|birth rate|literacy rate|median age|average (?:age|income|salary"
        r"|height))\b"
        r"|\b(?:percentage|percent|share|proportion) of\b.{0,60}\b(?:population|people|energy|electricity|households"
        r"|land"
        r"|adults|country)\b",
        "value",
        hits=(("How many people live in Lyon?", "About 520,000."), ("What is the life expectancy in Norvania?", "81.")),
        misses=(("What is a population in statistics?", "All items that a sample is drawn from."),
                ("How many states of matter are there? Name four.", "Solid, liquid, gas and plasma.")),
        unless=r"\b(?:in statistics|biology|genetic|ecology|states of matter)\b",
    ),
    cue(
        "law",
            "law laws legal illegal legally statute regulation regulations required vat tax rate minimum age allowed "
        "permitted driving license licence notice speed limit constitution court penalty fined rights gdpr mandatory "
        "vote drink marry old drinking voting retirement pension penalty penalties legislation",
        r"\b(?:laws?|legal(?:ly)?|illegal(?:ly)?|statut\w+|regulations?|legislation|gdpr|penalt(?:y|ies)|mandatory)\b"
        r"|\b(?:vat|value added tax|sales tax|income tax|corporate tax|tax rate|capital gains tax|property tax)\b"
        r"|\b(?:minimum|legal|voting|drinking|driving|retirement|pension) age\b|\bspeed limit\b|\bnotice period\b"
        r"|\b(?:allowed|permitted|required) (?:to|by|in)\b|\b(?:old must|old do you have to)\b|\bdriving licen[cs]e\b",
        "any",
        hits=(("What is the rate of value added tax in Norvania?", "19 %."),
              ("At what age may one vote there by law?", "At 16.")),
        misses=(("What is Newton's first law?", "A body at rest stays at rest."),
                ("State the law of cosines.", "c^2 = a^2 + b^2 - 2ab cos C")),
        unless=r"\b(?:newton|ohm|boyle|murphy|kepler|moore|hooke|gravity|thermodynamics|cosines|sines|large numbers"
               r"|physic"
               r"|in-law|laws? of (?!the (?:land|country|state)|[A-Z]))\w*",
    ),
    cue(
        "company_rule", "policy return returns refund exchange warranty guarantee leave vacation holiday dress code "
        "approve approves approval probation remote overtime probationary notice expense receipt complain complaint "
        "membership cancel cancellation delivery warrantee pets dogs smoking allowed bring keep long check borrow "
        "loan books goods smoke park wear may renew valid",
        r"\b(?:return|refund|exchange|cancell?ation|privacy|leave|vacation|travel|remote work|dress|attendance|loan"
        r"|pet)"
        r" (?:policy|window|period|rules?|code)\b|\b(?:warrant(?:y|ies)|guarantee)\b"
        r"|\b(?:days|weeks) (?:of )?(?:annual |paid |sick |parental )?(?:leave|vacation|holiday)\b|\bdress code\b"
        r"|\bprobation(?:ary)?\b|\bwho (?:approves|signs|has to approve)\b|\b(?:return|send back|exchange|cancel"
        r"|refund|"
        r"borrow|renew)\b.{0,60}\b(?:goods|items?|orders?|purchase|product|shoes|it|subscription|membership|books?)\b"
        r"|\b(?:can|may|are) (?:i|we|you|visitors|guests|dogs|pets|children|employees|staff)\b.{0,50}\b(?:bring|take"
        r"|wear"
        r"|allowed|work from home|park|smoke|use)\b|\bhow long (?:do|can|may|is)\b.{0,50}\b(?:keep|return|borrow|valid"
        r"|stored|retain\w*)\b",
        "any",
        hits=(("How many days do I have to return an item?", "30 days from delivery."),
              ("How long is the warranty of the mixer?", "Two years."), ("May dogs ride the ferry? Can I bring mine?",
               "Yes, on a lead.")),
        misses=(("What is a warranty?", "A promise to repair what breaks."),
                ("Can I use a list as a key of a dictionary in Python?", "No, it is mutable.")),
        unless=r"\b(?:python|java|function|what is an?|sentence|word|array|array|polite|etiquette)\b",
    ),
    cue(
        "treatment", "treat treated treatment treatments therapy medication medicine drug drugs dose dosage vaccine "
        "vaccination prevent prevention screening guideline guidelines recommended test tests cure surgery antibiotic "
        "antibiotics intake calories sleep exercise supplements",
        r"\b(?:treat(?:s|ed|ing|ments?)?|therap(?:y|ies)|medications?|medicines?|drugs?|dos(?:e|age)s?|vaccin\w+"
        r"|antibiotics?|screening|guidelines?|surgery|cure)\b|\bprevent(?:ed|ion|ing)?\b.{0,40}\b(?:disease|infection"
        r"|cancer|stroke|attack|flu|virus|diabetes)\b|\brecommended (?:daily )?(?:intake|amount|dose|calories|sleep)\b",
        "any",
        hits=(("How is scarlet fever treated?", "With penicillin for ten days."),
              ("Which dose of ibuprofen is usual for adults?", "200 to 400 mg.")),
        misses=(("What is a drug?", "A substance that changes how a body works."),),
        unless=r"\bwhat is (?:a|an) (?:drug|dose|treatment|medicine|vaccine|therapy)\b|\btreat(?:ed)? (?:as|people"
               r"|others"
               r"|everyone)\b|\bdrug (?:trade|dealer)\b",
    ),
    cue(
        "program", "excel word outlook gmail photoshop windows iphone android chrome app settings menu button click "
        "shortcut install configure account password enable disable browser spreadsheet phone powerpoint macos ios "
        "slack zoom teams software wifi router printer tool tools google facebook instagram whatsapp firefox",
        r"\b(?:how (?:do|can|to|would|should)|where|which|what)\b.{0,80}\b(?:excel|word document|ms word|microsoft word"
        r"|outlook|gmail|google \w+|photoshop|windows|iphone|android|chrome|firefox|settings|menu|powerpoint|macos|ios"
        r"|slack|zoom|teams|whatsapp|facebook|instagram|app|browser|router|printer|software|spreadsheet|account"
        r"|password"
        r")\b",
        "any",
        hits=(("How do I freeze a row in Excel?", "Open View, then Freeze Panes."),
              ("Where is the dark mode in the app?", "Under Settings, Display.")),
        misses=(("How do I break a chocolate bar into even pieces?", "Along the grooves."),),
        unless=r"\b(?:window pane|written word|what is software)\b",
    ),
    cue(
        "study",
            "requirements requirement credits degree program course master bachelor graduate graduation curriculum "
        "semesters major admission apply thesis state-of-the-art art",
        r"\b(?:requirements?|prerequisites?) (?:for|to|of)\b|\bhow many (?:credits|semesters|modules)\b"
        r"|\bhow long (?:does|is)\b.{0,40}\b(?:degree|program(?:me)?|course|study|studies|bachelor|master|training"
        r"|apprenticeship)\b|\bto graduate\b|\bstate[- ]of[- ]the[- ]art\b",
        "any",
        hits=(("How many credits does the degree take?", "180 credits."),
              ("What are the requirements for the master's program?", "A bachelor's degree and B2 German.")),
        misses=(("What are the requirements for photosynthesis?", "Light, water and carbon dioxide."),),
        unless=r"\b(?:photosynthesis|life|combustion|rust|fire|proof|theorem|recipe)\b",
    ),
    cue(
        "record", "record fastest tallest longest highest best-selling most all-time largest richest biggest oldest "
        "world",
        r"\b(?:world|all[- ]time|olympic|national) records?\b|\brecord (?:for|in|of|time)\b"
        r"|\b(?:fastest|tallest|longest|highest|largest|biggest|oldest) (?:\w+ ){0,2}(?:building|skyscraper|train|car"
        r"|person|man|woman|bridge|tower|tunnel|stadium|runner|dam|ship|plane|computer|telescope|living)\b"
        r"|\bbest[- ]selling\b|\bmost (?:goals|titles|medals|wins|awards|oscars|grammys)\b|\b(?:rules"
        r"|offside rule) (?:of|in)"
        r" (?:football|soccer|basketball|tennis|golf|rugby)\b",
        "any",
        hits=(("What is the tallest building in the world?", "A tower of 828 m."),
              ("Who holds the world record for the mile?", "A runner with 3:43.")),
        misses=(("What is the longest river in Europe?", "The Volga."),),
        unless=r"\brecord (?:label|player|of the meeting)\b",
    ),
    cue(
        "seat", "headquarters headquartered based seat located brand brands models known currency official language "
                "headquarter products firm company group",
        r"\bheadquarter(?:s|ed)\b|\b(?:company|firm|brand|organi[sz]ation|group)\b.{0,30}\b(?:based|located|seat)\b"
        r"|\bwhere is [A-Z]\w+ (?:based|headquartered)\b|\bseat of\b|\b(?:which|what) (?:models|brands|products)\b"
        r"|\b(?:currency|official languages?) of\b|\bwhat is [A-Z]\w+ known for\b",
        "any",
        hits=(("Where is Brightmill headquartered?", "In Elmton."),
              ("Which models does the line offer?", "S, M and X.")),
        misses=(("What is the capital of Kenya?", "Nairobi."),),
    ),
    cue(
        "person", "king queen monarch emperor sultan prince owns owner parent company subsidiary duke princess emir",
        r"\bwho(?:['’]s| is) the (?:\w+ )?(?:king|queen|monarch|emperor|sultan|emir|duke|prince|princess) of\b"
        r"|\bwho owns\b|\bwhich company owns\b|\bparent company\b",
        "any",
        hits=(("Who is the king of Norvania?", "Harald the Second."),
              ("Who owns the brand Lumen?", "The Orbit group.")),
        misses=(("Who was the king of Norvania in 1650?", "Olaf the Mild."),),
        unless=r"\b(?:king|queen) of (?:the (?:jungle|gods|hill)|pop|rock|hearts|spades|the sea)\b",
    ),
    cue(
        "law", "maternity paternity parental quit resign landlord tenant tenancy divorce inherit inheritance custody "
        "contract copyright "
        "citizenship council insurance health healthcare pension school education voting electoral recycling social "
        "system taxes",
        r"\b(?:maternity|paternity|parental) leave\b|\bnotice\b.{0,30}\b(?:quit|resign|terminate|give)\b"
        r"|\b(?:landlord|tenant|tenancy|divorce"
        r"|inherit\w*|custody|copyright|citizenship|works council)\b|\b(?:health|insurance|health ?care|pension"
        r"|school|education|voting"
        r"|electoral|social security|immigration|justice|court|tax|recycling)\b.{0,30}\b(?:work|works|organi[sz]ed"
        r"|funded|structured|system)\b"
        r".{0,20}\bin (?:[A-Z]|our|the)",
        "any",
        hits=(("How long is maternity leave in Norvania?", "16 weeks."),
              ("How does health insurance work in Germany?", "Most are in a fund.")),
        misses=(("What is a contract?", "An agreement that binds both sides."),),
        unless=r"\bwhat is an?\b",
    ),
    cue(
        "company_rule", "do can may must am is are who how need",
        r"\b(?:do you|can (?:i|we|you|customers|guests)|may (?:i|we)|must (?:i|we)|do (?:i|we) (?:need|have) to"
        r"|am i allowed|are (?:we|guests|visitors)"
        r" allowed|who (?:has to|must|may|can))\b.{0,40}\b(?:ship|deliver|accept|bring|work from home|return"
        r"|exchange|cancel|refund|wear|smoke|rent"
        r"|borrow|sign|approve|park|tip|reserve|book|change my|transfer my|pay (?:by|with|in)|gift.?wrap|insure"
        r"|store my|keep my|reschedule|lend)\b"
        r"|\bhow long (?:do|does|are|is|will)\b.{0,40}\b(?:keep|kept|stored|retained?|valid|footage|records|hold)\b",
        "any",
        hits=(("Do you ship to Canada?", "Yes, to all provinces."),
              ("Who has to sign an expense report?", "The head of your department.")),
        misses=(("Can I return two values from a function in Python?", "Yes, as a tuple."),),
        unless=r"\b(?:function|python|java|javascript|variable|array|poem|sentence)\b",
    ),
    cue(
        "treatment", "often much should prevented prevent prevention tests test diagnose diagnosed confirm diet eat "
        "avoid drink sprain sprained burn "
        "wound bandage allergy pain",
        r"\bhow (?:often|much|many)\b.{0,20}\bshould\b.{0,60}\b(?:drink|eat|sleep|exercise|booster|shot|get|checked?"
        r"|take|screened|brush|walk)\b"
        r"|\b(?:can|is|to|be)\b.{0,30}\bprevent(?:ed)?\b|\b(?:which|what) tests?\b|\bhow is .{1,40} diagnosed\b"
        r"|\bdiagnos(?:e|ed)\b.{0,10}\bhow\b"
        r"|\b(?:sprain\w*|burns?|wounds?|allerg\w+)\b.{0,30}\b(?:do|treat|help|care)\b",
        "any",
        hits=(("How can malaria be prevented?", "With nets and prophylaxis."),
              ("Which tests confirm celiac disease?", "Antibodies and a biopsy.")),
        misses=(("How can I prevent rust on my bike?", "Keep it dry and oiled."),),
        unless=r"\b(?:rust|fire|crime|leaks?|mold|weeds|errors?|bugs?|overfitting|plagiarism|theft|fraud|exposure"
               r"|spam|injection|deadlock|frost|pests?|statistical|unit tests?"
               r"|plants?|erosion|pollution|bullying|waste|software|code|students?)\b",
    ),
    cue(
        "program", "how where which what", r"\b(?:how (?:do|can|to)|where (?:do|can|is|are)|what(?:['’]s| is) the "
        "shortcut|which (?:program|software|app"
        r"|tool)|what (?:program|software|app|tool))\b",
        "screen",
        hits=(("How do I export a chart as PDF?", "Click File, then Export."),
              ("What is the shortcut for a screenshot on a Mac?", "Command Shift 4.")),
        misses=(("How do I make soup?", "Boil the bones for two hours."),),
        unless=r"\b(?:python|javascript|java|sql|function|array|restaurant|recipe)\b",
    ),
    cue(
        "record", "rules rule substitutions football soccer basketball tennis golf rugby baseball cricket most",
        r"\brules?\b.{0,40}\b(?:football|soccer|basketball|tennis|golf|rugby|baseball|cricket|hockey|volleyball"
        r"|chess)\b|\b(?:won|scored|has|have|with)"
        r" the most\b",
        "any",
        hits=(("What are the rules for substitutions in football?", "Five in three windows."),
              ("Which film won the most Oscars?", "Three won eleven each.")),
        misses=(("Which planet is the most distant one?", "Neptune."),),
    ),
    cue(
        "seat", "currency currencies official languages language",
        r"\b(?:what|which) currenc(?:y|ies)\b|\blanguages? (?:is|are) (?:official|spoken)\b|\bofficial languages?\b"
        r"|\bcurrency (?:is|do|does)\b",
        "any",
        hits=(("What currency is used in Sweden?", "The krona."),),
        misses=(("Which language family does Finnish belong to?", "Uralic."),),
    ),
    cue(
        "population", "average life span crime rate rates people countries belong members",
        r"\b(?:life ?span|crime rates?|divorce rate|accident rate)\b|\bhow many people\b|\b(?:which"
        r"|what) (?:countries|states) (?:belong|are (?:members|part))\b"
        r"|\bmembers of (?:the )?[A-Z]{2,}\b",
        "any",
        hits=(("How many people are left-handed?", "About one in ten."),
              ("Which countries belong to OPEC?", "Algeria, Congo and others.")),
        misses=(("What is the life span of a mayfly?", "One day."),),
        unless=r"\b(?:mayfly|insects?|cats?|dogs?|animals?|battery|stars?|fit|play a|needed)\b",
    ),
)  # fmt: skip
