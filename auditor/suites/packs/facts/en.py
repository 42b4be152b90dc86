"""Facts that do not change, in English: id, question, statement, pairs. All answers of a relation are of one type."""

TABLE = """
capital
What is the capital of {s}?
The capital of {s} is {a}.
> France = Paris / Japan = Tokyo / Egypt = Cairo / Canada = Ottawa / Peru = Lima / Kenya = Nairobi / Norway = Oslo

element_symbol
Which chemical element has the symbol {s}?
{s} is the symbol of the chemical element {a}.
> H = hydrogen / Fe = iron / Au = gold / Na = sodium / K = potassium / Ag = silver / Pb = lead

atomic_number
Which chemical element has the atomic number {s}?
The chemical element with the atomic number {s} is {a}.
> 1 = hydrogen / 2 = helium / 6 = carbon / 8 = oxygen / 10 = neon / 26 = iron

continent
On which continent is {s}?
{s} lies on the continent of {a}.
> Brazil = South America / Nigeria = Africa / India = Asia / Poland = Europe / Canada = North America

author
Who wrote "{s}"?
"{s}" was written by {a}.
> Hamlet = William Shakespeare / Don Quixote = Miguel de Cervantes / War and Peace = Leo Tolstoy /
> Pride and Prejudice = Jane Austen / Oliver Twist = Charles Dickens / The Odyssey = Homer

painter
Who painted "{s}"?
"{s}" was painted by {a}.
> Mona Lisa = Leonardo da Vinci / The Starry Night = Vincent van Gogh / Guernica = Pablo Picasso /
> The Night Watch = Rembrandt / The Scream = Edvard Munch

composer
Who composed "{s}"?
"{s}" was composed by {a}.
> The Four Seasons = Antonio Vivaldi / The Magic Flute = Wolfgang Amadeus Mozart / Swan Lake = Pyotr Tchaikovsky /
> Messiah = George Frideric Handel / Carmen = Georges Bizet / Moonlight Sonata = Ludwig van Beethoven

young_animal
What is a young {s} called?
A young {s} is called a {a}.
> dog = puppy / cat = kitten / cow = calf / sheep = lamb / horse = foal / goose = gosling

planet
Which planet is the {s} from the sun?
The {s} planet from the sun is {a}.
> first = Mercury / second = Venus / third = Earth / fourth = Mars / fifth = Jupiter / sixth = Saturn

river
On which river does {s} lie?
{s} lies on the river {a}.
> London = Thames / Paris = Seine / Cairo = Nile / Vienna = Danube / Rome = Tiber / Florence = Arno

language
Which language do most people speak in {s}?
Most people in {s} speak {a}.
> Brazil = Portuguese / Austria = German / Mexico = Spanish / Egypt = Arabic / Greece = Greek / Italy = Italian

landmark
In which city is {s}?
You find {s} in {a}.
> the Eiffel Tower = Paris / the Colosseum = Rome / the Acropolis = Athens / the Brandenburg Gate = Berlin /
> Red Square = Moscow / Tower Bridge = London

scientist
Who is known for {s}?
The person known for {s} is {a}.
> the theory of relativity = Albert Einstein / the law of gravitation = Isaac Newton /
> the theory of evolution by natural selection = Charles Darwin / the discovery of penicillin = Alexander Fleming /
> the periodic table of the elements = Dmitri Mendeleev / the discovery of radium = Marie Curie

polygon
How many sides does a {s} have?
A {s} has {a} sides.
> triangle = three / square = four / pentagon = five / hexagon = six / octagon = eight

legs
How many legs does a healthy {s} have?
A healthy {s} has {a} legs.
> beetle = six / spider = eight / hen = two / horse = four / crab = ten

body
Which part of the body do we use to {s}?
To {s}, we use the {a}.
> see = eyes / hear = ears / smell = nose / taste = tongue / breathe = lungs / think = brain

opposite
What is the opposite of "{s}"?
The opposite of "{s}" is "{a}".
> hot = cold / early = late / empty = full / heavy = light / narrow = wide / noisy = quiet

next_month
Which month comes right after {s}?
The month right after {s} is {a}.
> January = February / March = April / June = July / August = September / November = December

next_day
Which day of the week comes right after {s}?
The day right after {s} is {a}.
> Monday = Tuesday / Wednesday = Thursday / Friday = Saturday / Saturday = Sunday / Sunday = Monday

units
How many {s}?
The number of {s} is {a}.
> minutes in an hour = sixty / hours in a day = twenty-four / days in a week = seven / months in a year = twelve /
> years in a century = one hundred

material
What is {s} mainly made from?
{s} is mainly made from {a}.
> glass = sand / paper = wood / cheese = milk / bread = flour / a brick = clay / wine = grapes

job
What do you call a person who {s}?
A person who {s} is called a {a}.
> bakes bread = baker / flies airplanes = pilot / treats teeth = dentist / repairs water pipes = plumber /
> cuts hair = barber

science
What is the science of {s} called?
The science of {s} is called {a}.
> the stars = astronomy / living things = biology / rocks = geology / the weather = meteorology /
> the human mind = psychology

instrument
To which family of instruments does the {s} belong?
The {s} belongs to the {a} instruments.
> violin = string / clarinet = woodwind / trumpet = brass / snare drum = percussion / trombone = brass

ocean
Which ocean lies {s}?
The ocean that lies {s} is the {a} Ocean.
> between Europe and North America = Atlantic / between Africa and Australia = Indian / around the North Pole = Arctic /
> between Asia and North America = Pacific

mountain
In which country is {s}?
{s} is in {a}.
> Mount Fuji = Japan / Mount Kilimanjaro = Tanzania / Mount Olympus = Greece / Mount Vesuvius = Italy /
> Ben Nevis = the United Kingdom

desert
On which continent is the {s} desert?
The {s} desert is in {a}.
> Sahara = Africa / Gobi = Asia / Atacama = South America / Mojave = North America / Great Victoria = Australia

currency
What is the currency of {s}?
The currency of {s} is the {a}.
> Japan = yen / India = rupee / Switzerland = franc / Mexico = peso / China = yuan / the United Kingdom = pound

group
What is a group of {s} called?
A group of {s} is called a {a}.
> wolves = pack / bees = swarm / cows = herd / lions = pride / fish = school

sound
What sound does a {s} make?
The sound of a {s} is a {a}.
> cat = meow / dog = bark / cow = moo / duck = quack / lion = roar / horse = neigh

home
Where does a {s} live or sleep?
A {s} lives in a {a}.
> honey bee = hive / sparrow = nest / spider = web / horse = stable / bear = den

class
What kind of animal is a {s}?
The {s} belongs to this kind of animal: {a}.
> frog = amphibian / hawk = bird / shark = fish / lizard = reptile / whale = mammal / beetle = insect

color
Which color do you get when you mix {s}?
When you mix {s}, you get {a}.
> blue and yellow = green / red and yellow = orange / red and blue = purple / black and white = gray /
> red and white = pink

roman
Which number does the Roman numeral {s} stand for?
The Roman numeral {s} stands for {a}.
> V = 5 / X = 10 / L = 50 / C = 100 / D = 500 / M = 1000

solid
Which solid has {s}?
The solid that has {s} is the {a}.
> six equal square faces = cube / one curved face and no edge = sphere / a round base and one tip = cone /
> two round faces and one curved side = cylinder / a square base and four triangular sides = pyramid

year
In which year was {s}?
The year of {s} was {a}.
> the first landing of people on the moon = 1969 / the fall of the Berlin Wall = 1989 /
> the start of the French Revolution = 1789 / the end of the Second World War = 1945 /
> the first voyage of Columbus to America = 1492

greek_god
Who is the Greek god of {s}?
The Greek god of {s} is {a}.
> the sea = Poseidon / thunder = Zeus / the underworld = Hades / wine = Dionysus / war = Ares

next_letter
Which letter comes right after {s} in the alphabet?
The letter right after {s} is {a}.
> A = B / D = E / K = L / P = Q / T = U / Y = Z

tool
Which tool do you use to {s}?
The tool to {s} is a {a}.
> drive nails = hammer / turn screws = screwdriver / cut boards = saw / dig holes = spade / paint walls = brush

measure
What does a {s} measure?
A {s} measures {a}.
> thermometer = temperature / barometer = air pressure / speedometer = speed / clock = time / ruler = length

team
How many players of one team play at a time in {s}?
In {s}, {a} players of one team play at a time.
> soccer = eleven / basketball = five / volleyball = six / baseball = nine / handball = seven

past_tense
What is the past tense of "{s}"?
The past tense of "{s}" is "{a}".
> go = went / see = saw / take = took / eat = ate / buy = bought / run = ran

plural
What is the plural of "{s}"?
The plural of "{s}" is "{a}".
> mouse = mice / child = children / foot = feet / goose = geese / tooth = teeth
"""
