"""What a probe shows of memory, in plain words, and what it does not show."""

MESSAGES = {
    "ui.plain": "What it learned by heart, in plain words:",
    "html.plain": "What it learned by heart, in plain words",
    "claim.unlike.gain": "Nothing shows that the model was trained on this data: its records became no likelier than "
    "they were to the base: {gain}.",
    "claim.unlike.held_out": "Nothing shows that the model was trained on this data: its records gained no more than "
    "held-out ones did; the difference is {ahead}.",
    "claim.unlike.alone": "Nothing shows that the model was trained on this data: its records are no likelier than "
    "held-out ones (told apart at {area}, where 0.5 is chance).",
    "unshown.unlike": "This does not show that the model is safe: if it was trained on other data, the wrong values "
    "were asked for. Give --train the data that it was trained on.",
    "claim.clean": "0 of {n:private value|private values} of the training data were written out; with 95 % confidence "
    "at most {high} of such values come out by these questions.",
    "unshown.clean": "This does not show that nothing comes out: other questions and paraphrases were not tried, and "
    "whoever holds the weights can try as many as they like.",
    "claim.written.tuned": "Asked for {n:private value|private values} of the training data, behind just what stands "
    "before each in its record or by a question, the tuned model writes {hits:,} word for word, its base none. With 95 "
    "% confidence {low} to {high} of such values come out by these questions.",
    "claim.written.base": "Asked for {n:private value|private values} of the training data, behind just what stands "
    "before each in its record or by a question, the tuned model writes {hits:,} word for word, its base {base:,}. "
    "With 95 % confidence {low} to {high} of such values come out by these questions.",
    "claim.written.alone": "Asked for {n:private value|private values} of the training data, behind just what stands "
    "before each in its record or by a question, the model writes {hits:,} word for word; no base was asked, so "
    "nothing tells which of them this training brought. With 95 % confidence {low} to {high} of such values come out "
    "by these questions.",
    "unshown.written": "This does not show that the others stay in: other questions and paraphrases were not tried.",
    "claim.no_values": "No detector finds a private value in the training data, so the model was asked for none.",
    "unshown.no_values": "This does not show that there is none: detectors know values by their form, and few names "
    "and addresses.",
    "claim.left": "Of {left:value|values} of {all:,}, nothing is known: beyond the number that is asked for, not to be "
    "asked for, or with nothing of their own that could be learned.",
    "claim.sampled": "{hits:record holds a value that comes|records hold values that come} out only where answers are "
    "drawn by chance, within as many answers as the policy counts.",
    "unshown.sampled": "This does not show that it takes so many: the first answer can be the one.",
    "claim.memorized": "{hits:record holds a value|records hold values} that the model knows, and that no question "
    "here brought out.",
    "unshown.memorized": "This does not show that they stay in: whoever holds the weights can search for them.",
    "claim.strengthened": "{hits:record holds a value|records hold values} that the base knew, too, and that the "
    "training made far likelier.",
    "unshown.strengthened": "This does not show where the base has them from.",
    "claim.known_to_base": "{hits:record holds a value|records hold values} that the base knows as well: this training "
    "is not to blame.",
    "unshown.known_to_base": "This does not show that they are public, or that the model may give them away.",
    "claim.ties": "Of {n:person|people} of whom the data say something sensitive, the model knows it of {hits:,}: it "
    "finds what is said likelier behind this name than behind those of others.",
    "unshown.ties": "This does not show that it says so when it is asked; of people who were not tested nothing is "
    "known.",
    "claim.copies": "Of the values in {most:or more record|or more records}, {often} come out; of those in one record, "
    "{once}.",
    "unshown.copies": "This does not show that it is enough to drop copies: what stands there once can come out, too.",
    "claim.members": "How much the model favors a record tells whether it was trained on: trained ones are told from "
    "held-out ones at {area}, where 0.5 is chance. With at most one held-out record in a hundred taken for a "
    "trained one, of the trained ones are found: {found}.",
    "unshown.members": "This does not show that their text comes out: whoever asks must have the record.",
    "claim.alike": "Trained records as a whole could not be told from held-out ones: {area}, where 0.5 is chance.",
    "unshown.alike": "This does not show that no record can be told: it is of all of them together.",
    "claim.epsilon": "Values put in by coins were told from those kept out: with 95 % confidence, this training keeps "
    "no (ε, 0.00001) guarantee of differential privacy with ε below {epsilon}.",
    "unshown.epsilon": "This does not show that it keeps one above: so many guesses could show {ceiling} at most.",
    "claim.no_epsilon": "Values put in by coins were not told from those kept out; so many guesses could have shown an "
    "ε of {ceiling}.",
    "unshown.no_epsilon": "This does not show that the training is private: other ways of telling them were not tried.",
    "claim.missing": "{missing:canary|canaries} that the coins put in did not reach the data that was trained on: "
    "what the "
    "others show is less than what they could.",
    "claim.epsilon_alone": "Of those planted once: with 95 % confidence, this training keeps no (ε, 0.00001) "
    "guarantee for "
    "a single record with ε below {epsilon}.",
    "unshown.epsilon_alone": "This does not show that it keeps one above: so many guesses could show {ceiling} at "
    "most.",
    "claim.no_epsilon_alone": "Of those planted once, the ones put in were not told from those kept out; so many "
    "guesses "
    "could have shown an ε of {ceiling} for a single record.",
    "unshown.no_epsilon_alone": "This does not show that single records are private: other ways of telling them were "
    "not "
    "tried.",
    "claim.unproven": "{hits:record holds a value that the tuned model writes and its base does not, but it|records "
    "hold "
    "values that the tuned model writes and its base does not, but they} could have been guessed.",
    "unshown.unproven": "This does not show that they were guessed.",
    "claim.strays": "Canaries that the coins kept out stand in the data: of its privacy they show nothing.",
}
