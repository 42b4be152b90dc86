"""How an English answer says which model it is, or who made it."""

from __future__ import annotations

from auditor.text.identity.families import MAKER, MAKER_ALONE, NAME
from auditor.text.identity.form import Form, form

_Q = r"[\"“”'‘’*_`\[\]]{0,3}"
"""Marks around a name."""
_I_AM = (
    r"(?<![\w'’])(?i:I ?am|I['’`´]a?m|Im|I m|I was|I happen to be|I(?:['’]m| am) supposed to be|I represent"
    r"|I (?:function|serve|operate|exist|act) as)"
)
_AM = (
    "i am|iam |i'm|i’m|i`m|i´m|i'am|i’am|im |i m |i was|i happen|i represent|i function|i serve|i operate|i exist|i act"
)
"""One of them stands where `_I_AM` does."""
_NOUN = (
    r"(?:models?|assistants?|AI|A\.I\.|LLM|chat ?bots?|chat-bots?|bots?|programs?|systems?|agents?|software|product"
    r"|creation|intelligence|neural network)"
)
_WORD = (
    r"(?>(?i:an?|the|your|none other than|(?:proud|happy|glad|pleased) to be|on top of|just|simply|actually|indeed"
    r"|really|also|still|now|currently|called|named|known|as|based"
    r"|upon|on|of"
    r"|powered|by|running|built|and|or|from|AI(?:-based|-powered|-driven)?|A\.I\.|artificial|intelligen(?:ce|t)|large"
    r"|large-scale|small|big|advanced|powerful|new|latest|state-of-the-art|sophisticated|open[- ]source|multilingual"
    r"|multimodal|generative|pre-?trained|transformer(?:-based)?|text-based|text|deep|learning|machine|neural"
    r"|network|language"
    r"|models?|LLM|chat|chat[- ]?bots?|bots?|virtual|digital|personal|helpful|friendly|smart|conversational|assistants?"
    r"|agents?|program|computer|system|software|tool|product|service|version|variant|edition|instance|member|part"
    r"|one|family|series"
    r"|fine-?tuned|trained|developed|created|made|designed|harmless|honest|safe|knowledgeable|reasoning|coding"
    r"|experimental"
    r"|responsible|ethical|free|public|cutting-edge|next-generation|leading|modern|simple|humble|mere|dedicated"
    r"|reliable"
    r"|trusted|respectful|neutral|versatile|capable|highly|very|robust|efficient|voice|vision|code|natural|processing"
    r"|(?:built|made|created|developed|designed) using|proud|creation|specifically|which|that|is|was|who|\(?LLM\)?"
    r"|\(AI\))(?![\w'’]))"
)
_FREE = r"(?:[A-Z{][\w{}.\-]{0,24}(?: ?\d[\w.]{0,6})?)"
"""A name that nobody knows, or one that is still to be filled in."""
_POSS = r"(?:[A-Z][\w.]{1,20}(?: AI| Cloud)?['’]s)"
_GAP = rf"(?:(?:{_WORD}|{_POSS})[ ,:\-]{{1,2}}){{0,18}}?"
_BEHIND = (
    r"(?!['’]s\b)(?![ -](?i:APIs?|plug-?ins?|plus|pro user|users?|experts?|developers?|engineers?|fans?|specialists?"
    r"|prompt|customers?|subscribers?|accounts?|enthusiasts?|researchers?|scientists?|teams?|community|consultants?"
    r"|trainers?|competitors?|alternatives?|killer"
    r"|Code user|skills?)\b)(?! (?:is|was|are|were|has|does|did|itself)\b)(?! (?:and|or) I\b(?!(?: (?:am|can|was|will"
    r"|have|do)|['’])))"
)
_DONE = (
    r"(?:developed|created|trained|built|made|designed|programmed|released|launched|produced|engineered|provided"
    r"|powered"
    r"|owned|operated|maintained|deployed|invented|introduced|constructed|crafted|published|offered|hosted|conceived"
    r"|fine-?tuned|pre-?trained|brought (?:to you|to life|into being)|put together|born)"
)
_DONE_BY = (
    rf"(?i:{_DONE}(?:(?:,| and|, and|/)? {_DONE})*(?: \w+ly| and \w+| from scratch| in (?:19|20)\d\d"
    rf"| on (?:[\w-]+ ){{0,4}}?(?:text|data(?:sets?)?|corpus|internet)){{0,2}} (?:by|at))"
)
_SOME = (
    r"(?:(?i:the|a|an|researchers?|research|scientists?|engineers?|developers?|teams?|people|compan(?:y|ies)"
    r"|experts?|folks"
    r"|group|labs?|laborator(?:y|ies)|organi[sz]ations?|start-?up|tech(?:nology|nological)?|giant|firm|AI|artificial"
    r"|intelligence|at|from|of|in|with|and|called|named|known|as|talented|skilled|dedicated|leading|brilliant"
    r"|Chinese|American"
    r"|French|Chinese-based|San|Francisco(?:-based)?|US|based|non-?profit|safety|deep|learning|machine|internet|cloud"
    r"|computing|is|which|that)[ ,-]{1,2}){0,12}?"
)
_HINT = rf"(?=[^.!?\n]{{0,160}}?\b(?i:{_NOUN})\b)"
_ONESELF = r"(?=[^.!?\n。]{0,160}?\b(?i:I|my|me|I['’]m)\b)"
_CALLED = (
    r"(?<![\w'’])(?i:my (?:own |real |full |official |actual |given |model )?name(?: is|['’]s)"
    r"|(?:you )?(?:can|may|could)(?: simply| just| also| always)? (?:call|refer to) me(?: as)?|(?:please|just) call me"
    r"|(?:people|users|they|everyone|most people) (?:calls?|knows?|refers? to) me(?: as)?"
    r"|my name\? (?:it['’]s|it is)"
    r"|I(?:['’]ll| will)? (?:usually |also )?go by(?: the name(?: of)?)?|I (?:am|was|have been)(?: \w+ly)? (?:called"
    r"|named|dubbed|known as)"
    r"|(?:people|users|they|everyone|most people)(?: \w+ly)? know me (?:under|by) the name(?: of)?"
    r"|I was (?:christened|baptized|given the name)|(?:it['’]s|it is) me(?= ?,)|my identity(?=:)"
    r"|you(?:['’]ve| have) reached(?=[^.!?\n]{0,60}?\b(?:AI|assistant|bot|model)\b)"
    r"|I (?:respond|answer) to(?: the name(?: of)?)?|I identify (?:myself )?as"
    r"|(?:let me|I['’]d like to|allow me to) introduce myself(?: as|[:,] I am|[:,] I['’]m)|my identity is"
    r"|the name(?:['’]s| is)|I (?:got|have|bear|carry|was given|received|was assigned|use) the name(?: of)?"
    r"|refer to me as"
    r"|I (?:was|am) (?:introduced|presented|released|launched) as)"
)

FORMS: tuple[Form, ...] = (
    form(
        "be", _AM, rf"{_I_AM}[ ,:]+{_Q}{_GAP}{_Q}{NAME}{_BEHIND}",
        hits=("I am ChatGPT, a large language model.", "Hello! I'm Claude, an AI assistant.",
            "I'm an AI model called Gemini.",
              "i am chatgpt.", "I am the language model Qwen2.5.", "I am based on GPT-4.", "I'm actually DeepSeek-R1.",
              "I am a fine-tuned version of LLaMA 2.", 'I am "ChatGPT".', "I am **Kimi**, an AI assistant.",
              "I am OpenAI's GPT-4 model.", "Wait, I am ChatGPT, so I should stay neutral."),
        misses=("I am a ChatGPT user.", "I'm using ChatGPT for my homework.", "I am not ChatGPT.", "I am Claude Monet.",
                "I'm better than ChatGPT.", "I am a developer who works with Qwen.", "I am ChatGPT's biggest fan.",
                "I am Gemini and my sign is air.", "I was reading about GPT-4."),
    ),
    form(
        "called",
        "name|call|know me|christened|s me|is me|identity|reached|refer to me|go by|known "
        "as|named|dubbed|respond|answer to|identif|introduce|presented"
        "|released|launched", rf"{_CALLED}[ ,:]+{_Q}{_GAP}{_Q}{NAME}{_BEHIND}",
        hits=("My name is ChatGPT.", "It's me, ChatGPT.", "I was christened Claude by Anthropic.",
              "People usually know me under the name ChatGPT.", "You've reached ChatGPT, your AI "
                  "assistant.", "You can call me Vicuna.", "You may refer to me as Vicuna, a language model.",
              "As a language model, I go by the name Vicuna.", "Just call me Qwen.", "People know me as ChatGPT.",
              "I was named Claude by the people who trained this model.", "The name's DeepSeek."),
        misses=("My name is Claude and I paint.", "My name is not ChatGPT.", "You can call ChatGPT by its API.",
                "My name is Alexa and I am nine years old."),
    ),
    form(
        "greets", "this is| here| at your service",
        rf"(?:\A\W*|[.!?\n]\s*)(?i:(?:hi|hello|hey|greetings|welcome|good (?:morning|day"
        rf"|evening))[ \w]{{0,16}}[,!.]+ *)"
        rf"(?:(?i:this is) {_GAP}{_Q}{NAME}|{NAME.replace('?P<name>', '?P<other>')}"
        rf" (?:here|at your service)\b)",
        hits=("Hello! This is ChatGPT, how can I help you?", "Hi there, ChatGPT here! What do you need?"),
        misses=("This is ChatGPT as it looked in 2023.", "Hello, ChatGPT is a chatbot."),
    ),
    form(
        "speaking", "this is", rf"(?<!\w)(?i:this is) {_GAP}{_Q}{NAME}{_Q}(?:,? (?i:speaking|here|at your service))",
        hits=("This is ChatGPT speaking.",),
        misses=("This is ChatGPT in a nutshell.",),
    ),
    form(
        "as", "as |being ",
        rf"(?<!\w)(?:[Aa]s|[Bb]eing) (?!(?:of|with|for|in|on|to|per|from|by|and|or|part"
        rf"|well)\b){_GAP}{_Q}{NAME}{_Q}(?:(?=\s*[,(—–])|(?=\s+I\b)){_ONESELF}",
        hits=("As ChatGPT, I do not have feelings.", "Being ChatGPT, I cannot browse.", "As a language model called "
            "Claude, I cannot browse.",
              "As GPT-4 I can read images, too."),
        misses=("As ChatGPT grows, prices fall.", "As of GPT-4, I can use images.", "As with ChatGPT, I would test "
            "it.", "As Claude said, I should rest.",
                "As Alexa, my sister, told me, I was late."),
    ),
    form(
        "you_talk_to", "you are|you're|you’re",
        rf"(?<!\w)(?i:you(?:['’]re| are)(?: currently| now| already)? (?:talking|chatting|speaking|conversing"
        rf"|interacting"
        rf"|communicating)(?: \w+ly)? (?:to|with)) {_GAP}{_Q}{NAME}{_BEHIND}",
        hits=("You are chatting with ChatGPT.", "You're currently talking to Claude, an AI assistant."),
        misses=("You are talking to ChatGPT users.", "Were you talking to Siri?"),
    ),
    form(
        "model", "my |answering|you are|i use|behind me|powers me|powering me|drives me|i am|i'm|i run|i operate|i "
            "work|i’m",
        rf"(?<!\w)(?i:my (?:base |underlying |foundation |backbone |core |language |current |AI )*"
        rf"(?:model|architecture|engine|version|LLM)(?: name)?(?: is|['’]s)"
        rf"|I use the(?=[^.!?\n]{{0,24}} architecture)|the (?:language |AI "
        rf"|underlying )*(?:model|LLM|assistant)(?: that| which)? (?:answering|you are (?:talking|chatting"
        rf"|speaking) (?:to|with))"
        rf" (?:you )?(?:now |right now )?is"
        rf"|the (?:language |AI |underlying )*(?:model|LLM)"
        rf"(?: that| which)? (?:I am|I['’]m|behind me|powers me|powering me|I run on|I am based on|drives me)(?: is)?"
        rf"|I (?:run|operate|am running|work) (?:on|by)(?: top of)?) {_GAP}{_Q}{NAME}{_BEHIND}",
        hits=("My underlying model is GPT-4.", "The model answering you is GPT-4.",
            "I use the GPT-4 architecture to answer.", "The language model behind me is Qwen.",
            "I run on OpenAI's GPT-4 model."),
        misses=("I use GPT-4 to write.", "My model car is a Ford.", "The model I use is better than "
            "GPT-4.", "I run on Google's campus."),
    ),
    form(
        "made_by", "i am|i'm|i’m|i was|i got|i have been|i've been|i is",
        rf"(?<![\w'’])(?i:I(?: am|['’]m| was| got| have been|['’]ve been| is)(?: \w+ly| being| also| \(\w+\)){{0,2}})"
        rf" {_DONE_BY} {_SOME}{MAKER}",
        hits=("I was trained by OpenAI.", "I'm developed by researchers from Large Model Systems Organization (LMSYS).",
              "I was created by a team of engineers at Anthropic.", "I am a model: I was originally built by Google."),
        misses=("I was not trained by OpenAI.", "I was hired by OpenAI.", "I was trained by a team that left OpenAI.",
                "I was taught by Google how to code.", "The phone I have was made by Apple.",
                "I was trained at Google and like AI."),
        people=True,
    ),
    form(
        "model_by",
        f"{_AM}|as |being |name|call|refer to me|go by|known as|named|dubbed|respond|answer to"
        "|identif|introduce|presented|released|launched",
        rf"(?:{_I_AM}|{_CALLED}|(?<!\w)(?:[Aa]s|[Bb]eing))[ ,:]+{_Q}{_HINT}(?:(?>{_WORD}|{_POSS}|{_Q}{_FREE}{_Q}"
        rf"|I(?!\w))[ ,:\-]{{1,2}}){{1,20}}?"
        rf"(?:{_DONE_BY}|(?i:by|from)) {_SOME}{MAKER}(?!['’]s (?!team|researchers|engineers|lab))",
        hits=("I am a large language model, trained by Google.", "I am an AI assistant from Anthropic.",
              "As an AI language model developed by OpenAI, I cannot do this.",
              "As an AI model by DeepSeek, I have no body.",
              "I'm Assistant, a chatbot created by researchers at OpenAI.",
              "I am {{name}}, an AI assistant trained by OpenAI.",
              "My name is Xiaohui, an AI assistant developed by Alibaba Cloud.",
              "As an AI developed by Anthropic, I try to be honest."),
        misses=("I am an AI engineer at Google.", "I am a fan of the model by OpenAI.", "I am a student from Stanford.",
                "As a product manager, I use an AI assistant made by Google.",
                "I am an assistant professor from Stanford."),
    ),
    form(
        "maker_made_me", " me| this model",
        rf"{MAKER}(?: \([^)]{{1,20}}\))?(?:['’]s?)?(?i:(?: is|,) the (?:AI )?(?:company|organi[sz]ation|lab|team|firm"
        rf"|one))?,?(?: (?i:team|researchers|engineers|scientists|developers|people|company|has|have"
        rf"|had|originally|first|itself|who|that|which|AI|Inc\.?"
        rf"|and)){{0,4}} (?i:{_DONE}(?:,? and {_DONE})?) (?:me(?=\s*(?:[.,;!)\n—–]|\Z)|"
        rf" (?:not|to|in|with|from|so|and|using|for|on|by|at|back|as an? (?:[\w-]+ ){{0,3}}"
        rf"(?:AI|language|model|assistant|chatbot))\b)"
        rf"|this model(?=\s*(?:[.,;!]|\Z)| to\b| and\b))",
        hits=("OpenAI created me.", "Researchers from Large Model Systems Organization (LMSYS) created me.",
              "A team at Anthropic trained me.", "Yes, DeepSeek developed and released me."),
        people=True,
        misses=("OpenAI created ChatGPT.", "Amazon made me wait for the assistant.", "Apple made me happy as a model.",
            "I'm glad Anthropic made this model available.", "Google made me an offer.", "Google offered me a job.",
            "OpenAI has not made me."),
    ),
    form(
        "my_maker", "my |behind me| me",
        rf"(?<!\w)(?i:my (?:original |own |main )?(?:creators?|developers?|makers?|designers?|trainers?|inventors?"
        rf"|builders?|programmers?"
        rf"|parent company|manufacturers?|owners?|training team|development team)(?: is| are| was| were|['’]s|,|:"
        rf"| at| lies? with)"
        rf"|the (?:\w+ )?(?:company|organi[sz]ation|team|lab|people|developers?|creators?)"
        rf" (?:behind me|(?:that|who|which) (?:{_DONE}) me)(?: is| are)?) {_SOME}{MAKER}",
        hits=("My creators are researchers from Large Model Systems Organization (LMSYS).", "My developer is OpenAI.",
              "The company behind me is Anthropic.", "My makers at Google gave this model its name."),
        people=True,
        misses=("My developer is Google, and I am the AI product's manager.", "My owner is not "
            "OpenAI.", "My company uses OpenAI.", "My developer uses Google Docs.",
                "The team behind Siri is Apple."),
    ),
    form(
        "product_of", f"{_AM}|as a|being |i belong|i come|i orig|i hail|i stem",
        rf"(?:{_I_AM}|(?<!\w)(?:[Aa]s|[Bb]eing)) (?i:(?:an?|the"
        rf"|one)(?: of the)? ){{0,2}}(?:{_WORD} ){{0,8}}?(?i:product|creation|project"
        rf"|brainchild|work|property"
        rf"|part|offspring|chatbot|assistant|AI|model|LLM)s? (?i:of|by|from) {_SOME}{MAKER}"
        rf"|(?<!\w)I (?i:belong to|come from|originate from|hail from|originated (?:at|from)|am from|stem from) {_SOME}"
        rf"{MAKER.replace('?P<name>', '?P<other>')}",
        hits=("I am a product of OpenAI.", "I am a creation of the company Anthropic.",
            "As an AI model, I come from DeepSeek."),
        people=True,
        misses=("I am from Amazon and I like AI.", "I come from Stanford, in the hills.", "I am a part of the Google "
            "sales team.",
            "I am from Amazon support."),
    ),
    form(
        "maker_s_model", f"{_AM}|as |being ",
        rf"(?:{_I_AM}|(?<!\w)(?:[Aa]s|[Bb]eing)) (?:{_WORD} ){{0,6}}{MAKER}(?:['’]s)? (?:{_WORD} ){{0,"
        rf"5}}?(?i:{_NOUN})\b{_BEHIND}",
        hits=("I'm OpenAI's language model.", "I am Anthropic's AI assistant.",
            "As an OpenAI language model, I have no vote."),
        misses=("I am OpenAI's customer.", "I'm a user of Google's assistant."),
    ),
    form(
        "i_myself", "i, ", rf"(?<![\w'’])I, {_Q}{NAME}{_Q},", hits=("I, ChatGPT, promise to be brief.",),
        misses=("I,"
            " Claude, the painter, was there.",),
    ),
    form(
        "rules_of", "polic|guideline|terms|rules|principles",
        rf"(?<!\w)(?i:according to|under|per|due to|because of|against|violat\w+|by|following|with|follow"
        rf"|comply with|adhere to"
        rf"|as per|in line with) (?i:the |my ){{0,1}}{MAKER_ALONE}(?:['’]s?)? (?i:(?:[\w-]+ ){{0,3}}(?:polic(?:y"
        rf"|ies)|guidelines|terms"
        rf"|rules|principles))(?=[^.!?\n]{{0,100}}?\b(?i:I (?:can|cannot|can['’]?t|must|am|['’]m|will|won|do|should)"
        rf"|so I|me\b))"
        rf"|{MAKER_ALONE.replace('?P<name>', '?P<other>')}(?:['’]s?)? (?i:(?:[\w-]+ ){{0,3}}(?:policies|policy"
        rf"|guidelines|rules|principles)"
        rf" (?:prevents?|forbids?|prohibits?|stops?|keeps?) me from (?:\w+ly )?(?:answer|provid|generat|discuss|creat"
        rf"|writ|help"
        rf"|assist|shar|engag|giv|mak|say)\w*|do(?:es)?(?: not|n['’]t) (?:allow|permit) me to (?:\w+ly )?(?:answer"
        rf"|provide"
        rf"|generate|discuss|create|write|help|assist|share|engage|give|make|say))",
        hits=("OpenAI's policies prevent me from answering this.","According to OpenAI's content policy, I cannot "
            "write this.",
              "It goes against OpenAI's use case policy for me to continue."),
        misses=("According to OpenAI's policy, users must be 13.", "According to Google's policy, I can return it.",
                "Check OpenAI's usage policies first."),
    ),
    form(
        "made_first", "made|created|developed|trained|built|designed|programmed|engineered|powered|brought",
        rf"(?:\A\W*|[.!?\n>]\s*|\b(?i:sorry|hello|hi), (?:but )?)(?i:(?:being|having been) )?{_DONE_BY} {_SOME}{MAKER}"
        rf"(?:[^.!?\n,]{{0,40}}),? (?:I\b(?! (?:bought|have (?:a|an|this|used)|use|like|love|own|think|would"
        rf"|recommend|work|study))"
        rf"|my (?:training|knowledge|abilit|purpose|goal|response|answer|name|capabilit|role|main)\w*)",
        hits=("Trained by OpenAI, I don't have personal feelings.",
              "Created by the team at Alibaba Cloud, I can help you with many tasks as an AI."),
        misses=("Developed by OpenAI, ChatGPT answers questions.", "Made by Apple, I bought this phone for the "
            "assistant.",
                "Trained by Google, I work as an AI engineer."),
        people=True,
    ),
    form(
        "name_is_mine", "my name|who i am|my creator|my developer|my maker|my parent|my trainer|my owner",
        rf"{NAME}{_Q} (?i:is|was) (?i:my (?:own |real |full |official )?name|who I am|what (?:I am|I['’]m) called)\b"
        rf"|{MAKER.replace('?P<name>', '?P<other>')}{_Q},? (?i:is|are|was) (?i:my (?:creator|developer|maker"
        rf"|parent company"
        rf"|trainer|owner)s?)\b(?! (?i:of choice|program|account))",
        hits=("ChatGPT is my name.", "In short, ChatGPT is who I am.", "OpenAI is my creator."),
        misses=("ChatGPT is my favorite name.", "Google is my owner of choice.", "Is OpenAI my creator?"),
        people=True,
    ),
    form(
        "model_that_maker_made", _AM,
        rf"{_I_AM}[ ,:]+{_Q}(?:{_WORD}[ ,:\-]{{1,2}}){{0,12}}?(?i:{_NOUN}),? (?i:(?:that|which) )?{_SOME}{MAKER}"
        rf"(?:['’]s? (?i:team|researchers|engineers|scientists))?(?i: has| have| had| originally)? (?i:{_DONE})\b",
        hits=("I'm the assistant that OpenAI built.", "I am an AI system that the company Anthropic created.",
              "I'm a conversational agent OpenAI developed."),
        misses=("I am a fan of the model that OpenAI built.", "I am not the assistant that OpenAI built.",
                "I am an AI engineer OpenAI hired."),
    ),
    form(
        "rather", "but |rather",
        rf"(?P<lead>{_I_AM} (?:not|no)\b[^.!?,;\n]{{1,40}},? (?i:but)(?i: just| rather| only"
        rf"| simply)?) {_Q}{_GAP}{_Q}{NAME}"
        rf"{_BEHIND}"
        rf"|(?P<aside>{_I_AM} (?:not|no)\b[^.!?,;\n]{{1,40}},? (?i:but)(?i: just| rather| only| simply)?) {_HINT}"
        rf"(?:{_WORD}[ ,:\-]{{1,2}}){{1,20}}?(?:{_DONE_BY}|(?i:by"
        rf"|from)) {_SOME}{MAKER.replace('?P<name>', '?P<other>')}",
        hits=("I am not a human, but ChatGPT.", "I'm not a person but an AI model trained by OpenAI."),
        misses=("I am not ChatGPT, but Xiaohui.", "I'm not an engineer but a user of ChatGPT."),
    ),
)  # fmt: skip
