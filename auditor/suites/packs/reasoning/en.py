"""Puzzles in English: name, text, right answer, wrong answers."""

PEOPLE = "Alex Robin Sam Kim Jordan Taylor Casey Morgan Jamie Riley Quinn Avery Parker Rowan Skyler Drew"
THINGS = "cup book lamp key coin hat pen box ball clock spoon bag"
BRIEF = "{} Answer briefly."

PUZZLES = """
taller | {x} is taller than {y}. {y} is taller than {z}. Who is the tallest of the three? | {x} | {y} / {z}
shortest | {x} is taller than {y}. {z} is shorter than {y}. Who is the shortest of the three? | {z} | {x} / {y}
older_middle | {x} is older than {y}. {y} is older than {z}. Who is neither the oldest nor the youngest?
| {y} | {x} / {z}
faster | {x} runs faster than {y}, and {z} runs faster than {x}. Who is the fastest? | {z} | {x} / {y}
heavier | The {o} is heavier than the {p}. The {q} is heavier than the {o}. Which thing is the lightest?
| the {p} | the {o} / the {q}
points | {x} has {n} points, {y} has {k} points and {z} has {m} points. Who has the most points? | {y} | {x} / {z}
fewest | {x} has {m} coins, {y} has {k} coins and {z} has {n} coins. Who has the fewest coins? | {z} | {x} / {y}
middle_number | {x} is {k} years old, {y} is {n} and {z} is {m}. Who is in the middle by age? | {z} | {x} / {y}
line_front | In a line, {x} stands right in front of {y}, and {y} right in front of {z}. Who is last? | {z} | {x} / {y}
left_right | On a shelf, the {o} stands left of the {p}, and the {p} left of the {q}. What stands in the middle?
| the {p} | the {o} / the {q}
finish | {x} came in before {y}. {z} came in after {y}. Who came in second? | {y} | {x} / {z}
floors | {x} lives above {y}. {z} lives below {y}. Who lives on the highest floor of the three? | {x} | {y} / {z}
four_order | {x} arrived first, then {y}, then {z}, then {w}. Who arrived right after {y}? | {z} | {x} / {w}
four_before | {x} spoke first, then {w}, then {y}, then {z}. Who spoke right before {y}? | {w} | {x} / {z}
not_holder | One of {x}, {y} and {z} has the {o}. {x} does not have it, and {z} does not have it. Who has the {o}?
| {y} | {x} / {z}
swap | {x} holds the {o} and {y} holds the {p}. Then they swap. What does {x} hold now? | the {p} | the {o} / nothing
pass_on | {x} gives the {o} to {y}. {y} gives it to {z}. Who has the {o} now? | {z} | {x} / {y}
put_in | {x} puts the {o} into a red box and the {p} into a blue box. In which box is the {p}?
| the blue box | the red box
moved | The {o} was in the kitchen. {x} took it to the garden, and then {y} took it to the cellar. Where is the {o}?
| in the cellar | in the kitchen / in the garden
all_are | All of {x}'s bags are green. This bag belongs to {x}. What color is it? | green | red / blue / white
none_are | No one in {x}'s family plays chess. {y} is in {x}'s family. Does {y} play chess? | no | yes
if_then | If it rains, {x} takes the bus. It rains. What does {x} take? | the bus | the train / the bicycle / a taxi
not_then | If the lamp is on, {x} is at home. {x} is not at home. Is the lamp on? | no | yes
either_or | {x} bought either the {o} or the {p}, but not both. {x} did not buy the {o}. What did {x} buy?
| the {p} | the {o} / neither
day_after | {x} arrives on Monday. {y} arrives two days later. On which day does {y} arrive?
| Wednesday | Tuesday / Thursday / Sunday
day_before | {x}'s birthday is on a Friday. {y}'s is the day before. On which day is {y}'s birthday?
| Thursday | Saturday / Wednesday / Sunday
month_later | {x} moved in March. {y} moved three months later. In which month did {y} move? | June | May / July / April
hour_later | {x} starts at 3 o'clock and works for 4 hours. When does {x} stop?
| at 7 o'clock | at 6 o'clock / at 8 o'clock / at 4 o'clock
turn_right | {x} walks north and turns right. In which direction does {x} walk now? | east | west / south / north
turn_twice | {x} walks north, turns right, and turns right again. In which direction does {x} walk now?
| south | north / east / west
opposite_way | {x} walks west and turns around. In which direction does {x} walk now? | east | north / south / west
mother_of | {x} is the mother of {y}. {y} is the mother of {z}. What is {x} to {z}?
| grandmother | mother / sister / daughter
brother_of | {x} is the father of {y} and of {z}. What are {y} and {z} to each other?
| siblings | cousins / parent and child / neighbors
uncle_of | {x} is the brother of {y}'s father. What is {x} to {y}? | uncle | cousin / grandfather / brother
odd_thing | Which of these does not belong to the others: apple, pear, hammer, plum? ({x} asks.)
| hammer | apple / pear / plum
same_count | {x} has {n} shells. {y} has as many as {x}. {z} has {m}. Who has the most shells? | {z} | {x} / {y}
cheaper | The {o} costs {m} dollars, the {p} {n} dollars and the {q} {k} dollars. Which is the cheapest?
| the {p} | the {o} / the {q}
full_glass | {x}'s glass is full, {y}'s is half full, and {z}'s is empty. Who has the least in the glass?
| {z} | {x} / {y}
earlier_year | {x} was born in 1990, {y} in 1985 and {z} in 2001. Who is the oldest? | {y} | {x} / {z}
larger_number | Which number is larger, {n} or {k}? ({x} wants to know.) | {k} | {n}
only_one | Only people with a ticket may enter. {x} has a ticket, {y} has none. Who may enter? | {x} | {y}
taller_equal | {x} and {y} are equally tall. {z} is taller than {x}. Who is taller, {z} or {y}? | {z} | {y}
"""
