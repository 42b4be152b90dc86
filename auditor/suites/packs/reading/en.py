"""Passages in English; below each its questions: question > right answer / wrong answers."""

PASSAGES = """
The village of Tarn has two bakeries. Mrs. Holm runs the older one by the bridge; Mr. Pike opened his in the square
+ last spring. Rye bread is sold only by the bridge.
Who runs the bakery in the square? > Mr. Pike / Mrs. Holm
Which bread is sold only by the bridge? > rye bread / white bread / oat bread

Lena keeps three goats: Dot is brown, Pip is white, and Moss is gray. Pip gives the most milk, and Moss has the
+ longest horns.
What color is Pip? > white / brown / gray
Which goat has the longest horns? > Moss / Dot / Pip

The ferry to Orn leaves at nine in the morning and at four in the afternoon. In winter only the morning ferry sails.
+ A ticket costs six crowns.
When does the ferry leave in winter? > at nine / at four / at six
How much is a ticket? > six crowns / nine crowns / four crowns

Old Amos mends clocks in a cellar. On Tuesday he mended a cuckoo clock for the mayor, and on Friday a pocket watch
+ for the priest.
What did Amos mend for the priest? > a pocket watch / a cuckoo clock
For whom did he work on Tuesday? > the mayor / the priest

The library of Kell has four floors. Maps are on the first, novels on the second, newspapers on the third and records
+ on the fourth.
On which floor are the novels? > the second / the first / the third / the fourth
What is on the fourth floor? > records / maps / novels / newspapers

Nora planted beans, peas and corn. The beans came up after six days, the peas after nine, and the corn after twelve.
+ A hare ate all the peas.
What did the hare eat? > the peas / the beans / the corn
After how many days did the corn come up? > twelve / six / nine

The bridge at Velm was first built of wood. It burned down, and a stone bridge took its place. Today cars use a new
+ steel bridge, and the stone one is only for walkers.
What is the bridge for cars made of? > steel / wood / stone
Who uses the stone bridge today? > walkers / cars / trains

Captain Rowe sailed from Sark with salt, sold it in Brea for wool, and sold the wool in Tull for silver.
What did Captain Rowe get in Brea? > wool / salt / silver
Where did he sell the wool? > Tull / Sark / Brea

The school choir has twelve girls and nine boys. They sing on Mondays in the hall and on Thursdays in the church.
How many boys sing in the choir? > nine / twelve / twenty
Where do they sing on Thursdays? > in the church / in the hall / in the park

Dr. Vance found a beetle on Mount Orrin and named it after her daughter Celia. Her assistant Hugh drew it for the
+ journal.
After whom was the beetle named? > Celia / Hugh / Orrin
Who drew the beetle? > Hugh / Celia / Dr. Vance

At the market a melon costs three coins, a pear one coin and a basket of figs five coins. Omar bought a melon and the
+ figs.
What does a pear cost? > one coin / three coins / five coins
What did Omar not buy? > a pear / a melon / figs

The red kite flew highest, but its string broke. The blue kite won the prize. The green kite got stuck in a tree.
Which kite won the prize? > the blue kite / the red kite / the green kite
What happened to the green kite? > it got stuck in a tree / its string broke / it won

Marta drives the bus in the morning, Jon at noon and Edda at night. Jon is ill this week, so Marta drives at noon as
+ well.
Who drives at noon this week? > Marta / Jon / Edda
When does Edda drive? > at night / in the morning / at noon

The museum in Halle shows coins on the left side of the hall and masks on the right. The oldest mask is made of
+ copper; the oldest coin is made of gold.
On which side are the masks? > on the right / on the left
What is the oldest coin made of? > gold / copper / silver

Tim found a key under the mat. It did not fit the front door or the shed, but it opened the old chest in the attic.
What did the key open? > the chest / the front door / the shed
Where was the key? > under the mat / in the attic / in the shed

The river Ilm freezes in January and thaws in March. Skaters meet there every February. Boats return in April.
When do the skaters meet? > in February / in January / in March / in April
When does the river thaw? > in March / in January / in February / in April

Grandfather's soup needs leeks, carrots and barley. He never puts in onions. It cooks for two hours, and the barley
+ goes in last.
What goes into the soup last? > the barley / the leeks / the carrots
What does he never put in? > onions / leeks / carrots / barley

The hotel has rooms to the sea and rooms to the garden. Those to the sea cost ninety, those to the garden seventy.
+ Mr. Abel took a room to the garden for three nights.
To what side was Mr. Abel's room? > the garden / the sea
What does a room to the sea cost? > ninety / seventy / three

In the race, number 7 fell at the first turn, number 3 led until the last lap, and number 9 won.
Which number won? > 9 / 3 / 7
Which number fell? > 7 / 3 / 9

The mill belongs to the Berg family, the forge to the Stahl family, and the inn to the Krug family. The forge is the
+ oldest of the three.
To which family does the inn belong? > Krug / Berg / Stahl
Which is the oldest? > the forge / the mill / the inn

Iris teaches piano to seven children and flute to two. She used to teach violin, too, but stopped last year.
What does Iris no longer teach? > violin / piano / flute
How many children learn flute from her? > two / seven / nine

The train from Lund stops in Eslov, Hor and Alvesta. It was late today because of a cow on the tracks near Hor.
Why was the train late? > a cow on the tracks / snow / a broken engine
Near which town was the cow? > Hor / Eslov / Alvesta / Lund

Pavel wrote three letters: one to his sister in Riga, one to his friend in Bern and one to the bank. Only the bank
+ has answered.
Who has answered Pavel? > the bank / his sister / his friend
Where does his friend live? > Bern / Riga

The lighthouse was painted white in 1900, red in 1950 and striped in 1980. Sailors liked the red best.
Which color did sailors like best? > red / white / striped
When was it painted white? > 1900 / 1950 / 1980

Mr. Lund sells lamps, Mrs. Ek sells carpets and their son sells tea. The tea shop is the only one open on Sundays.
Which shop is open on Sundays? > the tea shop / the lamp shop / the carpet shop
Who sells carpets? > Mrs. Ek / Mr. Lund / their son

A storm took the roof of the barn and broke the windows of the school, but the church was not touched.
What did the storm do to the barn? > it took the roof / it broke the windows / nothing
Which building was not touched? > the church / the barn / the school

Ada's first dog was called Rex, her second Bruno and her third Lux. Bruno lived the longest, sixteen years.
Which dog lived the longest? > Bruno / Rex / Lux
What was the third dog called? > Lux / Rex / Bruno

The recipe for the glue: one part flour, two parts water, and a spoon of sugar. Stir it cold and heat it slowly.
How many parts of water are needed? > two / one / three
What is done after the stirring? > heat it / cool it / drink it

On the island of Fenn people speak Fennish at home and Danish at school. Signs are written in both, but newspapers
+ only in Danish.
In which language are the newspapers? > Danish / Fennish
Which language is spoken at home? > Fennish / Danish

Coach Bell has eleven players. Two are ill and one is on a trip, so eight will play on Saturday.
How many players are ill? > two / one / eight / eleven
How many will play on Saturday? > eight / two / one / eleven

The tailor made a coat for the judge, a gown for the singer and a cap for the baker. The gown took the longest.
For whom was the cap? > the baker / the judge / the singer
What took the longest? > the gown / the coat / the cap

Sand Street is closed from May to July. Cars must go by Mill Street; bicycles may use the path along the canal.
Which way must cars go? > by Mill Street / along the canal / by Sand Street
When is the street closed? > from May to July / from July to May / in April

The old map shows a well, a chapel and a windmill. The well dried up, the chapel became a house, and the windmill
+ still turns.
What became of the chapel? > it became a house / it dried up / it still turns
What dried up? > the well / the chapel / the windmill

Yusuf speaks four languages. He learned Arabic from his mother, Turkish from his father, French at school and Greek
+ at work.
Where did Yusuf learn Greek? > at work / at school / from his mother / from his father
What did his father teach him? > Turkish / Arabic / French / Greek

The first bell rings at eight, the second at ten past eight. Whoever comes after the second bell must see Mr. Dorn.
When does the second bell ring? > at ten past eight / at eight / at nine
Whom must late pupils see? > Mr. Dorn / Mr. Bell

The band plays jazz on Friday, folk on Saturday and nothing on Sunday. Tickets for the folk night are sold out.
What does the band play on Saturday? > folk / jazz / nothing
For which night are tickets sold out? > the folk night / the jazz night

Greta paid with a ten, got three back, and gave one of them to the boy who carried her bag.
How much did she get back? > three / ten / one
Who got one of them? > the boy / the seller / her son

The apple tree was planted by Karl, the cherry tree by Wanda and the walnut tree by nobody: a jay dropped the nut.
Who planted the cherry tree? > Wanda / Karl / a jay
Which tree did nobody plant? > the walnut tree / the apple tree / the cherry tree

Station A measures wind, station B measures rain, and station C measures both. Station B is broken since Monday.
Which station is broken? > station B / station A / station C
What does station A measure? > wind / rain / both

The cook hid the pie from the guests: not in the oven, not on the shelf, but in the hat box of the countess.
Where was the pie? > in the hat box / in the oven / on the shelf
Whose box was it? > the countess / the cook / the guests
"""
