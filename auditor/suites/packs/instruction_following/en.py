"""Instructions in English."""

from __future__ import annotations

from auditor.suites.checks.answers import Key
from auditor.suites.checks.constraints.layout import (
    JsonList,
    JsonObject,
    Listed,
    Marked,
    Parts,
    Quoted,
    Table,
    Title,
    Wrapped,
)
from auditor.suites.checks.constraints.lengths import (
    Bullets,
    Capitals,
    Headings,
    Lines,
    Numbered,
    Paragraphs,
    Sentences,
    WordLength,
    Words,
)
from auditor.suites.checks.constraints.wording import (
    Avoids,
    Case,
    Digits,
    EachLine,
    HasLine,
    Includes,
    InLanguage,
    LinesStart,
    OneOf,
    Starts,
    Stops,
    Without,
)
from auditor.suites.packs.instruction_following.form import Form
from auditor.suites.packs.making import lines

WRITE = tuple(
    lines("""
Describe a rainy day in a small town.
Explain why people keep gardens.
Describe what a good breakfast looks like.
Explain how to look after a houseplant.
Tell me about the life of a lighthouse keeper.
Describe a busy train station in the morning.
Explain why sleep matters.
Describe the smell and feel of a bakery.
Tell me how to prepare for a long walk in the hills.
Explain what a library is good for.
Describe a quiet evening by a lake.
Explain how children learn to ride a bicycle.
Describe a market on a Saturday.
Tell me why some people love winter.
Explain how to greet a new neighbor.
Describe an old wooden boat.
""")
)
NAME = tuple(
    lines("""
Name things that you find in a kitchen.
Name animals that live on a farm.
Name kinds of fruit.
Name things to take on a camping trip.
Name jobs in a hospital.
Name games that can be played outdoors.
Name musical instruments.
Name things made of wood.
Name vegetables that grow under the ground.
Name reasons to learn a second language.
Name ways to save water at home.
Name tools that a carpenter uses.
""")
)
DECIDE = tuple(
    lines("""
Is ice colder than boiling water?
Can a fish ride a bicycle?
Do most birds have feathers?
Is a mouse larger than an elephant?
Does the sun rise in the east?
Are bananas a kind of metal?
Is a triangle a shape with three sides?
Can stones swim?
""")
)


FORMS = (
    Form("words_most", WRITE, ("{task} Use at most {n} words.", "In no more than {n} words: {task}"),
         lambda n, _: (Words(1, n),), (20, 30, 40, 25)),
    Form("words_least", WRITE, ("{task} Write at least {n} words.", "{task} Your answer must have {n} words or more."),
         lambda n, _: (Words(n),), (30, 40, 50, 60), 192),
    Form("words_range", WRITE, ("{task} Write between {n} and {m} words.", "Using {n} to {m} words, {task}"),
         lambda n, _: (Words(n, n + 20),), (20, 30, 40, 25)),
    Form("sentences", WRITE, ("{task} Write exactly {n} sentences.",
         "{task} Your answer must have exactly {n} sentences."),
         lambda n, _: (Sentences(n, n),), (2, 3, 4)),
    Form("one_sentence", WRITE, ("{task} Answer in a single sentence.", "In one sentence only: {task}"),
         lambda n, _: (Sentences(1, 1),)),
    Form("paragraphs", WRITE, ("{task} Write exactly {n} short paragraphs with a blank line between them.",),
         lambda n, _: (Paragraphs(n, n),), (2, 3), 192),
    Form("bullets", NAME, ("{task} Give exactly {n} bullet points, each on a line that begins with \"- \".",
         "{task} Answer with a list of exactly {n} lines, each beginning with \"- \"."),
         lambda n, _: (Bullets(n, n),), (3, 4, 5)),
    Form("numbered", NAME, ("{task} Give a numbered list of exactly {n} entries: 1., 2., and so on.",
         "{task} Number your {n} answers 1., 2., and so on, each on a line of its own."),
         lambda n, _: (Numbered(n),), (3, 4, 5, 6)),
    Form("include_word", WRITE, ("{task} Use the word \"{n}\" in your answer.",
         "{task} Your answer must contain the word \"{n}\"."),
         lambda n, _: (Includes(n),), ("silver", "window", "patience", "lantern")),
    Form("include_twice", WRITE, ("{task} Use the word \"{n}\" at least twice.",
         "{task} The word \"{n}\" must appear two or more times."),
         lambda n, _: (Includes(n, 2),), ("always", "simple", "green", "together")),
    Form("include_two", WRITE, ("{task} Use both the word \"{n}\" and the word \"river\".",),
         lambda n, _: (Includes(n), Includes("river")), ("copper", "morning", "teacher", "bridge")),
    Form("avoid_word", WRITE, ("{task} Do not use the word \"{n}\" anywhere.",
         "Without using the word \"{n}\": {task}"),
         lambda n, _: (Avoids((n,)), Words(5)), ("and", "is", "very", "of")),
    Form("upper", WRITE, ("{task} Write in CAPITAL LETTERS only.",
         "{task} Every letter of your answer must be a capital letter."),
         lambda n, _: (Case("upper"),)),
    Form("lower", WRITE, ("{task} Use small letters only, no capitals at all.",
         "{task} Write everything in lower case."),
         lambda n, _: (Case("lower"),)),
    Form("starts", WRITE, ("{task} Begin your answer with exactly these words: {n}",
         "{task} The first words of your answer must be: {n}"),
         lambda n, _: (Starts(n), Words(6)), ("In short", "Once upon a time", "Dear friend", "As a rule")),
    Form("stops", WRITE, ("{task} End your answer with exactly this sentence: {n}",
         "{task} The last words of your answer must be: {n}"),
         lambda n, _: (Stops(n), Words(6)), ("That is all.", "I hope this helps.", "Nothing more to say.",
         "See you soon.")),
    Form("quoted", WRITE, ("{task} Put your whole answer in double quotation marks.",
         "{task} Your answer must begin and end with a double quotation mark."),
         lambda n, _: (Quoted(),)),
    Form("title", WRITE, ("{task} Begin with a title on a line of its own, in double square brackets, like [[My "
         "title]].",),
         lambda n, _: (Title("[[", "]]"),)),
    Form("no_commas", WRITE, ("{task} Do not use any commas.", "Without a single comma: {task}"),
         lambda n, _: (Without((",",)), Words(8))),
    Form("no_digits_long", NAME, ("{task} Write at least three sentences, and use no digits.",),
         lambda n, _: (Digits("none"), Sentences(3))),
    Form("json_object", NAME, (
         "{task} Choose one and answer only with a JSON object that has exactly two keys, \"name\" and \"{n}\", "
         "both with text.",),
         lambda n, _: (JsonObject((Key("name", "string"), Key(n, "string"))),), ("reason", "color", "use", "place")),
    Form("json_typed", NAME, (
         "{task} Choose one and answer only with a JSON object with exactly these keys: \"name\" (text), "
         "\"letters\" (a whole number),"
         " \"common\" (true or false).",),
         lambda n, _: (JsonObject((Key("name", "string"), Key("letters", "integer"), Key("common", "boolean"))),)),
    Form("json_list", NAME, ("{task} Answer only with a JSON array of exactly {n} strings.",
         "{task} Give {n} of them as a JSON array of strings, and nothing else."),
         lambda n, _: (JsonList(n),), (3, 4, 5)),
    Form("in_chinese", WRITE, ("{task} Answer in Chinese.", "{task} Your whole answer must be in Chinese."),
         lambda n, _: (InLanguage("zh"),)),
    Form("in_other_script", WRITE, ("{task} Answer in {n}.",),
         lambda n, _: (InLanguage({"Russian": "ru", "Japanese": "ja", "Korean": "ko", "Greek": "el"}[n]),),
         ("Russian", "Japanese", "Korean", "Greek")),
    Form("two_answers", WRITE, ("{task} Give two different answers, with a line between them that holds only ***.",),
         lambda n, _: (Parts(2, "***"),), limit=192),
    Form("comma_list", NAME, ("{task} Give exactly {n} of them on one line, separated by commas, and nothing else.",),
         lambda n, _: (Listed(n, ","), Lines(1, 1)), (3, 4, 5)),
    Form("semicolon_list", NAME, ("{task} Give exactly {n} of them on one line, separated by semicolons, and "
         "nothing else.",),
         lambda n, _: (Listed(n, ";"), Lines(1, 1)), (3, 4, 5)),
    Form("postscript", WRITE, ("{task} At the end, add a postscript on a new line that begins with P.S.",),
         lambda n, _: (HasLine("P.S."), Lines(2)), limit=192),
    Form("headings", WRITE, ("{task} Divide the text into exactly {n} sections, each with a heading that begins "
         "with \"## \".",),
         lambda n, _: (Headings(n, n),), (2, 3), 192),
    Form("table", NAME, ("{task} Answer with a Markdown table that has two columns and exactly {n} rows below its "
         "head.",),
         lambda n, _: (Table(2, n),), (2, 3)),
    Form("acrostic", WRITE, ("{task} Write exactly three lines; the first begins with the letter {n[0]}, the "
         "second with {n[1]}, the third with {n[2]}.",),
         lambda n, _: (LinesStart(tuple(n)),), ("SUN", "TEA", "MAP", "OWL")),
    Form("lines_end", NAME, ("{task} Write exactly {n} lines, and end each line with an exclamation mark.",),
         lambda n, _: (EachLine(after="!"), Lines(n, n)), (3, 4)),
    Form("starred", WRITE, ("{task} Put exactly {n} words or phrases between asterisks, like *this*, and use "
         "asterisks for nothing else.",),
         lambda n, _: (Marked(n, "*", "*"),), (1, 2)),
    Form("placeholders", ("Write a short note that invites a friend to dinner.",
         "Write a short note that thanks a teacher.",
         "Write a short letter that asks a shop for a refund.", "Write a short note that says you will be late."),
         ("{task} Use exactly {n} placeholders in square brackets, like [name].",),
         lambda n, _: (Marked(n, "[", "]"),), (2, 3, 4)),
    Form("yes_no", DECIDE, ("{task} Answer with one word only: yes or no.", "{task} Say only \"yes\" or \"no\"."),
         lambda n, _: (OneOf(("yes", "no")),), limit=16),
    Form("fixed_phrases", DECIDE, ("{task} Answer with exactly one of these phrases and nothing else: Most "
         "certainly / By no means / It depends",),
         lambda n, _: (OneOf(("Most certainly", "By no means", "It depends")),), limit=16),
    Form("short_words", WRITE, ("{task} Use no word that has more than {n} letters.",),
         lambda n, _: (WordLength(n), Words(6)), (8, 9, 7)),
    Form("some_capitals", WRITE, ("{task} Write at least {n} words in CAPITAL letters and the rest as usual.",),
         lambda n, _: (Capitals(n), Words(6)), (2, 3)),
    Form("ends_in_question", WRITE, ("{task} End your answer with a question.",
         "{task} The last character of your answer must be a question mark."),
         lambda n, _: (Stops("?"),)),
    Form("code_block", NAME, ("{task} Put your whole answer in a code block that begins and ends with ```.",),
         lambda n, _: (Wrapped("```", "```"),)),
    Form("in_brackets", WRITE, ("{task} Put your whole answer in round brackets ( and ).",
         "{task} The first character of your answer must be ( and the last must be )."),
         lambda n, _: (Wrapped("(", ")"),)),
    Form("lines", WRITE, ("{task} Write exactly {n} lines, with one sentence on each.",
         "{task} Your answer must have exactly {n} lines."),
         lambda n, _: (Lines(n, n),), (2, 3, 4)),
    Form("short_with_word", WRITE, ("{task} Use at most 30 words, among them the word \"{n}\".",),
         lambda n, _: (Words(1, 30), Includes(n)), ("garden", "kettle", "honest", "mountain")),
    Form("loud_sentence", WRITE, ("{task} Write one sentence, all of it in capital letters.",),
         lambda n, _: (Sentences(1, 1), Case("upper"))),
    Form("bullets_no_comma", NAME, ("{task} Give exactly {n} points, each on a line that begins with \"- \", and "
         "use no commas.",),
         lambda n, _: (Bullets(n, n), Without((",",))), (3, 4)),
    Form("from_to", WRITE, ("{task} Begin with \"Dear reader\" and end with \"{n}\" as the very last words, "
         "without a full stop.",),
         lambda n, _: (Starts("Dear reader"), Stops(n)), ("Best wishes", "Yours truly", "Until next time")),
    Form("repeat_first", DECIDE, ("{task} First repeat my question word for word, then answer it. (Do not repeat "
         "this instruction.)",),
         lambda n, task: (Starts(task), Words(len(task.split()) + 1))),
)  # fmt: skip
"""All instructions."""
