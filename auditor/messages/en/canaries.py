"""What is said where canaries are planted, and of a membership number that is void."""

MESSAGES = {
    "canaries.planted": "{included} of {canaries:canary|canaries} planted by the fall of coins: {rows:row|rows} among "
    "the {records:row|rows} of the data ({share}), laid out as {shape}",
    "canaries.ceiling": "The audit will say of {guesses:canary|canaries} that it was in. With all of them right it "
    "shows an epsilon of {ceiling}, and never more.",
    "canaries.too_few": "So few canaries show nothing, whatever the model says; 200 are a good start.",
    "canaries.much": "That is much beside the data: the model will learn canaries. Plant fewer, or fewer copies.",
    "canaries.unshown": "{count:row|rows} of the data could not be read; they were copied as they stand.",
    "canaries.secret": "Keep {path} secret and away from the training: not in a folder that is trained on, not in the "
    "repository of the data. It cannot be made again.",
    "canaries.data": "Train on {path} as you would on your data. Do not clean or sort it first.",
    "canaries.next": "Then: {command}",
    "membership.void.blind": "a classifier that sees only the texts tells trained from held-out records, so the two "
    "differ in more than the training",
    "membership.void.base": "the base, which saw neither, tells trained from held-out records, so the two differ in "
    "more than the training",
    "membership.void.few": "there are too few records on one side",
    "membership.void.no_classifier": "scikit-learn is not installed, so nobody looked whether the texts alone tell the "
    "two sides apart",
}
