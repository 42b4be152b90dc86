"""Made-up tools with English requests: name and description, parameters, three wordings, four rows of values."""

TOOLS = """
start_timer: Start a countdown timer.
minutes integer Length in minutes; label string What the timer is for
Set a timer of {minutes} minutes labeled "{label}".
Please start a {minutes}-minute timer called "{label}".
I need a timer: "{label}", {minutes} minutes.
> 5; eggs / 12; pasta / 25; homework / 40; laundry

convert_currency: Convert an amount of money from one currency to another.
amount number Amount; source string Currency code; target string Currency code
Convert {amount} {source} to {target}.
How much is {amount} {source} in {target}?
I have {amount} {source} and want {target}; please convert it.
> 250; USD; EUR / 80; GBP; JPY / 1200; CHF; USD / 35; EUR; SEK

get_weather: Get the current weather of a city.
city string City; unit string Unit: celsius or fahrenheit
What is the weather in {city} right now, in {unit}?
Look up the weather for {city}; use {unit}.
Is it warm in {city}? Give it in {unit}.
> Oslo; celsius / Denver; fahrenheit / Lisbon; celsius / Miami; fahrenheit

send_message: Send a text message to a contact.
recipient string Name of the contact; text string The message
Send {recipient} this message: "{text}"
Text "{text}" to {recipient}.
Let {recipient} know by message, word for word: "{text}"
> Marta; I will be late / Jonas; Dinner is ready / Priya; Call me back / Omar; The key is under the mat

create_event: Put an event into the calendar.
title string Title of the event; date string Date as YYYY-MM-DD
Put "{title}" into my calendar on {date}.
Create an event called "{title}" for {date}.
On {date} I have "{title}". Please add it to the calendar.
> Dentist; 2031-03-14 / Team lunch; 2031-07-02 / Piano lesson; 2031-11-20 / Book fair; 2031-05-09

search_recipes: Search recipes by main ingredient.
ingredient string Main ingredient; max_minutes integer Longest time to cook, in minutes
Find a recipe with {ingredient} that takes at most {max_minutes} minutes.
What can I cook with {ingredient} in {max_minutes} minutes or less? Search for it.
Search for {ingredient} recipes, {max_minutes} minutes at the longest.
> lentils; 30 / salmon; 20 / pumpkin; 45 / mushrooms; 25

play_song: Play a song.
title string Title of the song; artist string Who performs it
Play "{title}" by {artist}.
I want to hear "{title}" from {artist}.
Put on the song "{title}" by {artist}, please.
> Paper Boats; The Lanterns / Northbound; Ada Field / Quiet Rain; Blue Harbor / Copper Sky; Tom Reed

set_thermostat: Set the temperature of a room.
room string Room; degrees integer Temperature in degrees Celsius
Set the {room} to {degrees} degrees.
Make it {degrees} degrees in the {room}.
The {room} should be at {degrees} degrees; please adjust it.
> bedroom; 18 / kitchen; 20 / office; 22 / bathroom; 24

book_table: Reserve a table in a restaurant.
restaurant string Name of the restaurant; people integer Number of guests; time string Time as HH:MM
Book a table for {people} at {restaurant} at {time}.
Reserve {restaurant} for {people} people, {time}.
We are {people} and want to eat at {restaurant} at {time}. Make a reservation.
> Olive Court; 4; 19:30 / Red Pagoda; 2; 12:15 / Harbor Grill; 6; 20:00 / Casa Luna; 3; 18:45

track_parcel: Show where a parcel is.
number string Tracking number
Where is my parcel {number}?
Track the shipment with number {number}.
Please check the status of parcel {number}.
> PK40817 / ZX99120 / LM35502 / QT71864

translate_text: Translate a text.
text string Text to translate; language string Target language
Use the translator to put "{text}" into {language}.
Translate "{text}" into {language} with your tool.
Have "{text}" translated to {language}.
> Good morning; Finnish / Where is the exit?; Turkish / Thank you very much; Swahili / One ticket please; Czech

add_to_cart: Put a product into the shopping cart.
product string Product; quantity integer How many
Put {quantity} of "{product}" into my cart.
Add {quantity} x "{product}" to the shopping cart.
I want to buy "{product}", {quantity} pieces. Add them to my cart.
> desk lamp; 2 / blue towel; 6 / AA battery; 12 / oak frame; 3

get_stock_level: Tell how many pieces of an item a warehouse has.
item string Item code; warehouse string North, East, South or West
How many of item {item} are in the {warehouse} warehouse?
Check the stock of {item} at warehouse {warehouse}.
What is the stock level for {item} in {warehouse}?
> B-204; North / K-881; East / T-019; South / R-356; West

find_train: Find train connections.
origin string Where from; destination string Where to; date string Date as YYYY-MM-DD
Find a train from {origin} to {destination} on {date}.
I need to travel from {origin} to {destination} by train on {date}.
Which trains go from {origin} to {destination} on {date}?
> Lyon; Milan; 2031-04-03 / Leeds; York; 2031-08-19 / Graz; Vienna; 2031-01-27 / Porto; Faro; 2031-10-11

switch_light: Switch the lights of a room.
room string Room; state string on or off
Turn {state} the lights in the {room}.
Switch the {room} lights {state}.
Lights {state} in the {room}, please.
> hallway; on / garage; off / cellar; on / nursery; off

look_up_word: Look a word up in a dictionary.
word string Word; dictionary string Harrow, Collier or Mercer
Look up "{word}" in the {dictionary} dictionary.
What does the {dictionary} dictionary say about "{word}"?
Search the {dictionary} dictionary for the word "{word}".
> ephemeral; Harrow / gusset; Collier / fathom; Mercer / quorum; Harrow

create_note: Save a note.
title string Title; body string Text of the note
Save a note titled "{title}" that says "{body}".
Make a note: title "{title}", text "{body}".
Write down "{body}" in a note called "{title}".
> Shopping; milk and bread / Gate code; 4417 / Idea; paint the fence green / Reminder; return the ladder

calculate_loan: Compute the monthly rate of a loan.
amount number Amount of the loan; years integer Years to repay; interest number Interest in percent a year
What is the monthly rate for a loan of {amount} over {years} years at {interest} percent?
Calculate a loan: {amount}, {years} years, {interest} percent interest.
I borrow {amount} at {interest} percent for {years} years. Work out the loan.
> 9000; 5; 3.5 / 150000; 20; 4 / 24000; 6; 2.9 / 5000; 2; 7.5

resize_image: Change the size of an image file.
file string File name; width integer Width in pixels; height integer Height in pixels
Resize {file} to {width} by {height} pixels.
Make the image {file} {width} pixels wide and {height} pixels high.
I need {file} at {width}x{height}. Please resize it.
> cat.png; 640; 480 / logo.jpg; 200; 100 / map.png; 1024; 768 / face.jpg; 300; 300

get_sunset: Tell when the sun sets.
city string City; date string Date as YYYY-MM-DD
When does the sun set in {city} on {date}?
Look up the sunset in {city} for {date}.
Sunset time for {city}, {date}, please.
> Cairo; 2031-06-21 / Bergen; 2031-12-05 / Quito; 2031-02-14 / Perth; 2031-09-30

report_fault: Report that a machine is out of order.
machine string Name of the machine, such as Press-3; code string Fault code
Report fault {code} on machine {machine}.
Machine {machine} shows the code {code}. File a fault report.
Please report that {machine} is down with fault code {code}.
> Press-3; E17 / Lathe-1; F02 / Mixer-8; E40 / Saw-5; H11

assign_ticket: Assign a support ticket to an agent.
ticket integer Number of the ticket; agent string Name of the agent
Assign ticket {ticket} to {agent}.
Give {agent} the ticket number {ticket}.
Ticket {ticket} should go to {agent}; please assign it.
> 4821; Nadia / 1093; Felix / 7740; Ingrid / 5506; Mateo

rename_file: Rename a file.
old string Present name; new string New name
Rename {old} to {new}.
Change the name of the file {old} to {new}.
The file {old} should be called {new}. Please rename it.
> draft.txt; final.txt / img1.png; beach.png / a.csv; sales.csv / notes.md; plan.md

check_domain: Check whether a domain name is free.
domain string Domain name
Is the domain {domain} still free?
Check whether {domain} is available.
I would like to register {domain}. Can you check it?
> lampworks.example / riverbank.example / oakmill.example / tidepool.example

schedule_pickup: Order a pickup of goods.
depot string Code of the depot; day string Day of the week
Schedule a pickup at depot {depot} on {day}.
Have the goods collected from depot {depot} this {day}.
Please arrange a {day} pickup at depot {depot}.
> D4; Monday / D7; Thursday / D2; Friday / D9; Tuesday

log_meal: Add a meal to the food diary.
food string What was eaten; calories integer Calories
Log "{food}" with {calories} calories.
I ate "{food}", {calories} calories. Put it into my diary.
Add a meal to the food diary: "{food}", {calories} calories.
> oat porridge; 310 / tuna salad; 420 / two apples; 190 / rice and beans; 560

find_books: Find books of an author.
author string Author; language string Language of the edition
Find books by {author} in {language}.
Which {language} editions of {author} do you have? Search for them.
Search for {author}'s books, {language} editions only.
> Elin Marsh; Danish / Paul Otieno; French / Rosa Quint; Spanish / Henry Vale; German

print_document: Print a document.
file string File name; copies integer Number of copies
Print {copies} copies of {file}.
I need {file} on paper, {copies} times. Print it.
Send {file} to the printer, {copies} copies.
> report.pdf; 3 / menu.pdf; 25 / form.pdf; 10 / poster.pdf; 2

set_alarm: Set an alarm.
time string Time as HH:MM; repeat string once or daily
Set an alarm at {time}, {repeat}.
Wake me at {time}; the alarm should ring {repeat}.
I need an alarm for {time} ({repeat}).
> 06:30; daily / 07:15; once / 05:50; daily / 08:00; once

water_zone: Water a zone of the garden.
zone integer Number of the zone; minutes integer How long, in minutes
Water zone {zone} for {minutes} minutes.
Run the sprinklers in zone {zone}, {minutes} minutes.
Zone {zone} of the garden is dry; give it {minutes} minutes of water.
> 1; 10 / 3; 15 / 2; 8 / 4; 20

lock_door: Lock a door of the house.
door string front, back, garage or balcony
Lock the {door} door.
Please make sure that the {door} door is locked; lock it now.
The {door} door should be locked. Do it for me.
> front / back / garage / balcony

measure_route: Measure how long a way is.
start string Where from; end string Where to; mode string walking, cycling or driving
How far is it from {start} to {end} when {mode}?
Measure the route from {start} to {end}, {mode}.
I will go from {start} to {end}, {mode}. How long is the way?
> Mill Lane; Town Hall; walking / Pier 4; Old Fort; cycling / Elm Park; Airport; driving / Dock Road; Museum; walking

get_grade: Look up the grade of a student in a course.
student string Number of the student; course string Course
What grade did student {student} get in {course}?
Look up the {course} grade of student {student}.
Show me the result of student {student} in {course}.
> S1042; Chemistry / S2210; History / S3307; Algebra / S1876; Music

add_contact: Add a person to the phone list of the office.
name string Name; extension integer Internal number
Add {name} with extension {extension} to the phone list.
New contact: {name}, extension {extension}.
Please save {name} under extension {extension}.
> Lena; 204 / Hugo; 318 / Amara; 127 / Viktor; 455

renew_loan: Renew the loan of a library book.
book string Number of the book; weeks integer For how many weeks
Renew book {book} for {weeks} weeks.
I would like to keep book {book} for {weeks} more weeks. Renew it.
Extend the loan of {book} by {weeks} weeks.
> L-3301; 2 / L-0457; 3 / L-7812; 4 / L-2099; 1

set_volume: Set the volume of a device.
device string Device; level integer Volume from 0 to 100
Set the volume of the {device} to {level}.
Turn the {device} to volume {level}.
The {device} should play at volume {level}.
> radio; 30 / television; 45 / speaker; 60 / doorbell; 80

draw_number: Draw a random whole number.
low integer Smallest number; high integer Largest number
Draw a random number between {low} and {high}.
Pick a number from {low} to {high} at random with the tool.
I need a random number: at least {low}, at most {high}.
> 1; 6 / 10; 99 / 100; 500 / 1; 49

cancel_order: Cancel an order.
order string Number of the order; reason string Reason
Cancel order {order}; the reason is "{reason}".
I want to cancel my order {order} because of "{reason}".
Please cancel {order}. Reason: "{reason}".
> A-5519; wrong size / A-7023; too late / A-1184; ordered twice / A-6640; wrong color

create_invoice: Write an invoice.
customer string Customer; amount number Amount in euros
Write an invoice for {customer} over {amount} euros.
Create an invoice: customer {customer}, {amount} euros.
Bill {customer} {amount} euros.
> Brightwood; 480 / Stonegate; 1250 / Fernhill; 99.5 / Larkspur; 760

get_tide: Tell when the tide is high in a harbor.
harbor string Name of the harbor; date string Date as YYYY-MM-DD
When is high tide in {harbor} on {date}?
Look up the tide for {harbor}, {date}.
I sail from {harbor} on {date}. When is the water high?
> Whitby; 2031-05-17 / Brest; 2031-09-08 / Cuxhaven; 2031-03-29 / Falmouth; 2031-07-24

change_seat: Change the seat of a booking.
booking string Booking code; seat string New seat
Change the seat of booking {booking} to {seat}.
I would like seat {seat} instead; my booking is {booking}.
Move booking {booking} to seat {seat}.
> XK7Q2; 14C / MP93D; 2A / TR08L; 21F / BW55N; 9D
"""

NO_CALL = """
Thank you, that was all for today.
What is two plus two?
Tell me a short joke about cats.
Who wrote the play Hamlet?
Why is the sky blue?
What does the word "brave" mean?
Give me a name for a black dog.
How many legs does a spider have?
What color do you get from blue and yellow?
Hello, how are you?
Which month comes after April?
What is the capital of Italy?
Write one sentence about the sea.
Is the number nine odd or even?
What is the opposite of "early"?
How many days are in a week?
What do bees make?
Spell the word "necessary".
Which planet do we live on?
What is the plural of "mouse"?
Give me one good reason to get up early.
What sound does an owl make?
How do you say "thank you" politely in English?
Which is heavier, a feather or a brick?
What is a synonym for "quick"?
Name three primary colors.
What do plants need to grow?
How many sides does a hexagon have?
Write a two-line poem about rain.
What is frozen water called?
Which animal is known for its long neck?
What is the first letter of the alphabet?
Explain in one sentence what a dictionary is.
What do you call a baby cat?
How many hours are in a day?
Finish the saying: better late than ...
What is the past tense of "go"?
Which sense do we use our ears for?
What is ten minus three?
Name a fruit that is yellow.
Who was the first person to walk on the moon?
Which ocean lies between Europe and America?
What is a group of wolves called?
In which season do leaves fall from many trees?
What shape has three sides?
Give me a word that rhymes with "light".
What do we call the person who flies an airplane?
How many months are in a year?
What is the largest land animal?
Please answer with one word: what is the opposite of "hot"?
Which metal is attracted by magnets, iron or gold?
What does a carpenter work with?
What is half of twenty?
Name the four seasons.
What do cows eat?
How many letters has the word "house"?
What is the color of snow?
Tell me something nice about Mondays.
Which meal do people eat in the morning?
What is a baker's job?
What is the last day of the week, if the week begins on Monday?
Is a whale a fish or a mammal?
What is the Roman numeral for five?
What gas do we need to breathe?
How many wheels does a bicycle have?
What is the freezing point of water in degrees Celsius?
Give me a sentence with the word "window".
What do you call the house of a bird?
Which is longer, a meter or a kilometer?
What is the opposite of "empty"?
Which instrument has black and white keys?
How many minutes are in an hour?
What is the young of a dog called?
What do you wear on your feet?
Which letter comes after M?
What is three times three?
Name a vegetable that is orange.
What is a common greeting in the evening?
What do we use an umbrella for?
Which bird cannot fly, the penguin or the swallow?
What is the opposite of "buy"?
Describe the moon in one sentence.
What is the biggest number: 7, 17 or 70?
What is made from milk, cheese or bread?
"""
