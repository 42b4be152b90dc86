"""Words that are names: given names and surnames of many countries, and the characters of Chinese given names.

Common knowledge, written down for this purpose; nobody's list, and no labelled text was looked at.
"""

from __future__ import annotations

GIVEN = frozenset(
    # English
    "Aaron Abigail Adam Adrian Aidan Aisha Alan Albert Alec Alex Alexander Alexandra Alexis Alfred Alice Alicia "
    "Alison Allison Alyssa Amanda Amber Amelia Amy Andrea Andrew Andy Angela Angelina Angie Anita Ann Anna Anne "
    "Annie Anthony Antonia Archie Arnold Arthur Ashley Audrey Austin Ava Barbara Barry Beatrice Becky Ben Benjamin "
    "Bernard Bernice Bernie Beth Bethany Betty Beverly Bill Billy Bob Bobby Bonnie Brad Bradley Brandon Brenda "
    "Brendan Brett Brian Briana Bridget Brittany Bruce Bryan Caitlin Caleb Calvin Cameron Camilla Carl Carla Carlos "
    "Carmen Carol Caroline Carolyn Carrie Carter Casey Cassandra Catherine Cathy Cecilia Chad Charlene Charles "
    "Charlie Charlotte Chelsea Cheryl Chloe Chris Christina Christine Christopher Cindy Claire Clara Clarence "
    "Claudia Clayton Clifford Clint Clinton Cody Colin Colleen Connie Connor Corey Courtney Craig Cristina Crystal "
    "Curtis Cynthia Daisy Dale Damian Dan Dana Daniel Danielle Danny Daphne Darlene Darrell Darren Dave David Dean "
    "Deborah Debra Denise Dennis Derek Desmond Diana Diane Dianne Dolores Dominic Donald Donna Doris Dorothy Doug "
    "Douglas Duncan Dwayne Dwight Dylan Earl Ed Eddie Edgar Edith Edmund Eduardo Edward Edwin Eileen Elaine Eleanor "
    "Elena Eli Elijah Elizabeth Ella Ellen Ellie Elliot Elliott Elsie Emily Emma Eric Erica Erik Erika Erin Ernest "
    "Esther Ethan Ethel Eugene Eva Evan Evelyn Fiona Florence Frances Francis Frank Franklin Fred Freddie Frederick "
    "Gabriel Gabriella Gareth Gary Gavin Gemma Geoffrey George Georgia Gerald Geraldine Gerard Gina Gladys Glen "
    "Glenn Gloria Gordon Graham Greg Gregory Gwen Hannah Harold Harriet Harrison Harry Harvey Hayley Hazel Heather "
    "Hector Heidi Helen Helena Henry Herbert Herman Hilary Hillary Holly Howard Hugh Hugo Ian Ingrid Irene Isaac "
    "Isabel Isabella Isla Ivan Jack Jackie Jackson Jacob Jacqueline Jade Jake James Jamie Jan Jane Janet Janice "
    "Jared Jasmine Jason Jay Jean Jeff Jeffrey Jenna Jennifer Jenny Jeremiah Jeremy Jerome Jerry Jesse Jessica "
    "Jessie Jill Jim Jimmy Joan Joanna Joanne Jodie Joe Joel John Johnny Jon Jonathan Jordan Jose Joseph Josephine "
    "Josh Joshua Joyce Juan Judith Judy Julia Julian Julie Justin Kaitlyn Karen Karl Kate Katherine Kathleen "
    "Kathryn Kathy Katie Katrina Kayla Keith Kelly Ken Kenneth Kenny Kerry Kevin Kim Kimberly Kirsten Kristen "
    "Kristin Kristina Kurt Kyle Larry Laura Lauren Laurence Laurie Lawrence Leah Lee Leo Leon Leonard Leroy Leslie "
    "Lewis Liam Lillian Linda Lindsay Lindsey Lisa Lloyd Logan Lois Lorraine Louis Louise Lucas Lucia Lucy Luis "
    "Luke Lydia Lynn Mabel Madeline Madison Maggie Malcolm Marc Marcia Marcus Margaret Maria Marie Marilyn Mario "
    "Marion Marjorie Marlene Marshall Martha Martin Marvin Mary Matt Matthew Maureen Maurice Max Maxine Megan Mel "
    "Melanie Melissa Melvin Mia Michael Micheal Michele Michelle Miguel Mike Mildred Miles Milton Miranda Miriam "
    "Mitchell Molly Monica Morgan Muriel Nancy Naomi Natalie Natasha Nathan Nathaniel Neil Nicholas Nick Nicola "
    "Nicole Nigel Nina Noah Noel Nora Norma Norman Oliver Olivia Oscar Owen Pam Pamela Patricia Patrick Paul Paula "
    "Pauline Peggy Penelope Penny Pete Peter Phil Philip Phillip Phoebe Phyllis Polly Rachael Rachel Ralph Ramona "
    "Randall Randy Raymond Rebecca Regina Reginald Renee Rhonda Ricardo Richard Rick Ricky Rita Robert Roberta "
    "Robin Robyn Roderick Rodney Roger Roland Ron Ronald Ronnie Rosa Rosalind Rosemary Ross Roxanne Roy Ruben "
    "Rupert Russell Ruth Ryan Sabrina Sally Sam Samantha Samuel Sandra Sara Sarah Scott Sean Sebastian Seth Shane "
    "Shannon Sharon Shaun Shawn Sheila Shelley Shirley Sidney Simon Sonia Sophia Sophie Spencer Stacey Stacy Stan "
    "Stanley Stella Stephanie Stephen Steve Steven Stuart Sue Susan Suzanne Sylvia Tamara Tammy Tanya Tara Ted "
    "Teresa Terrance Terri Theodore Theresa Thelma Thomas Tiffany Tim Timothy Tina Toby Todd Tom Tommy Toni Tony "
    "Tracey Tracy Travis Trevor Tristan Tyler Valerie Vanessa Vera Vernon Veronica Vicki Vicky Victor Vincent Viola "
    "Virgil Vivian Wallace Walter Wanda Warren Wayne Wendy Wesley Wilbur Wilfred William Willie Winifred Winston "
    "Yvette Yvonne Zachary Zoe "
    # Spanish, Portuguese, Italian, French, German, Dutch, Nordic
    "Alejandro Alessandro Alfonso Alvaro Amelie Ana Anders Andreas Andres Angelo Anouk Antoine Antonio Arturo "
    "Astrid Beatriz Benoit Birgit Bruno Camille Carlo Cesar Chiara Christoph Claude Cristian Dieter Diego Dirk "
    "Dmitri Dolores Elsa Emilio Emmanuel Enrique Enzo Ernesto Esteban Fabio Federico Felipe Fernanda Fernando Fleur "
    "Florian Francesca Francesco Francisco Francois Franz Friedrich Fritz Gabriele Gerhard Giovanni Giulia Giuseppe "
    "Gonzalo Greta Guillaume Guillermo Gunther Gustavo Hans Heinrich Helmut Henrik Hermann Ignacio Ines Isabelle "
    "Jacques Jaime Javier Jean-Pierre Jens Joaquin Johan Johannes Jorge Joao Josef Julien Julio Jurgen Karin "
    "Karsten Klaus Lars Laurent Lena Leonardo Lorenzo Luca Lucie Ludwig Luigi Magnus Manfred Manuel Marcel Marcelo "
    "Marco Margarita Mariana Mateo Mathieu Matteo Matthias Mauricio Michel Mikael Nicolas Niels Nikolaus Olaf "
    "Olivier Pablo Paolo Pascal Paulo Pedro Philippe Pierre Rafael Raul Reinhard Roberto Rodrigo Rolf Sabine "
    "Salvador Santiago Sergio Sofia Stefan Stefano Sven Sylvie Thierry Thorsten Tomas Ulrich Ursula Valentina "
    "Vicente Werner Wilhelm Wolfgang Xavier Yves "
    # Slavic, Turkish, Arabic, Persian, Hebrew
    "Abdul Abdullah Ahmad Ahmed Ali Aleksandr Alexei Amir Amira Anastasia Andrei Andrzej Anton Arash Ayesha Bashar "
    "Bogdan Boris Dariusz Dmitry Ebru Ekaterina Emre Ephraim Farah Fatima Fatma Hamid Hasan Hassan Hussein Ibrahim "
    "Igor Ilya Imran Irina Jamal Katarzyna Khalid Krzysztof Ksenia Larisa Leila Ludmila Mahmoud Malik Marek Mehmet "
    "Mikhail Milan Mohamed Mohammad Mohammed Moshe Muhammad Murat Mustafa Nadia Natalia Nikita Nikolai Oleg Olga "
    "Omar Osama Pavel Piotr Rashid Reza Sergei Sergey Shlomo Svetlana Tariq Tatiana Tomasz Vladimir Vladislav "
    "Yasmin Yitzhak Yousef Yuri Yusuf Zainab "
    # South and East Asian, African
    "Aditya Ajay Akash Akira Amit Amitabh Anand Anil Anjali Arjun Arun Ashok Chandra Deepak Deepika Divya Gaurav "
    "Ganesh Haruki Hiroshi Hyun Indira Jia Jin Kaito Kavita Kenji Kiran Kwame Lakshmi Ling Mahesh Manish Manoj Mei "
    "Min-ho Minh Mukesh Naveen Neha Nguyen Nikhil Nisha Olumide Oluwaseun Pooja Pradeep Prakash Pranav Priya "
    "Priyanka Rahul Raj Rajesh Rajiv Rakesh Ramesh Ravi Rohit Sachin Sakura Sandeep Sanjay Satoshi Shankar Shyam "
    "Siddharth Sneha Sunil Sunita Suresh Takashi Takeshi Thabo Vijay Vikram Vinod Vivek Wei Xiaoming Yoko Yuki Yuto "
    "Chinua Chidi Emeka Ngozi Kofi Ama Adebayo".split()
)
"""Given names that are hardly ever another word."""

LOOSE = frozenset(
    "Angel April Art August Autumn Brook Brooke Candy Chance Charity Chase Cliff Dawn Destiny Drew Eve Faith Fay "
    "Forest Gene Ginger Grace Grant Guy Harmony Heath Hope Iris Ivy Jewel Joy June Lance Lily Mark May Melody Mercy "
    "Miles Olive Paris Pearl Pierce Ray Rich Rob Robin Rose Ruby Sandy Sierra Sky Skye Sterling Summer Sunny "
    "Victoria Violet Will Willow Bill Frank Jack Max Pat Dale Dean Jay Jean Ed Lee Jade Hazel Holly Penny Sue Art "
    "Rusty Bud Buck Duke Earl King Prince Queen Royal Savannah Dakota Brooklyn Austin Jackson Madison Charlotte "
    "Florence Georgia Jordan Chelsea Israel Chad Carolina Virginia Milan Kent Diamond Crystal Amber Daisy Basil "
    "Sage Reed Clay Dusty Rocky Storm Stone Hunter Mason Tyler Carter Cooper Parker Porter Tanner Taylor Turner "
    "Walker Curtis Franklin Morgan Wesley Harrison Cameron Christian Jesus Colon Major General Jordan Drew Ping "
    "Song Ning Long".split()
)
"""Given names that are other words, too: names only before another part of a name."""

SURNAMES = frozenset(
    "Adams Allen Alvarez Anderson Andrews Armstrong Arnold Atkinson Bailey Baldwin Barnes Barnett Barrett Bartlett "
    "Bauer Beckham Bennett Benson Bianchi Biden Blair Bradford Brooks Bryant Bush Butler Byrne Caldwell Campbell "
    "Carlson Carpenter Carr Carson Castillo Castro Chambers Chapman Chavez Chen Cheng Churchill Clarke Clinton "
    "Cohen Cole Coleman Collins Connolly Conway Cooke Cooper Cox Crawford Cruz Cunningham Dalton Daniels Darwin "
    "Davidson Davies Davis Dawson Diaz Dickson Dixon Dubois Duffy Duncan Dunn Edwards Einstein Elliott Ellis "
    "Erdogan Evans Ferguson Fernandez Fischer Fisher Fitzgerald Fleming Fletcher Flores Fowler Fraser Freeman Freud "
    "Fuller Gallagher Garcia Gardner Garner Gates Gibson Gilbert Gomez Gonzalez Goodman Gordon Graham Griffin "
    "Griffiths Gupta Guzman Hamilton Hansen Harper Harris Harrison Hawkins Hayes Henderson Hernandez Higgins Hitler "
    "Hoffman Holmes Hopkins Hudson Huang Hughes Hussain Ivanov Jackson Jacobs Jansen Jenkins Jensen Jimenez "
    "Johansson Johnson Johnston Jones Kaur Kelley Kennedy Khan Kim Knox Kowalski Kumar Lambert Larsen Larson Lawson "
    "Lennon Leonard Li Lincoln Lopez Lynch MacDonald Marshall Martinez Matthews McCarthy McDonald McGregor McKenzie "
    "McLean Medina Mehta Mendez Mendoza Merkel Meyer Miller Mitchell Modi Mohamed Molina Moore Morales Moreno "
    "Morris Morrison Muller Murphy Murray Musk Nelson Newton Nguyen Nicholson Nielsen Nixon Novak Obama Ochoa "
    "O'Brien O'Connor O'Neill O'Sullivan Olson Ortega Ortiz Osborne Owens Patel Patterson Payne Pearson Perez "
    "Perkins Petersen Peterson Petrov Phillips Picasso Powell Putin Quinn Ramirez Ramos Reagan Reddy Reynolds "
    "Richards Richardson Rivera Roberts Robertson Robinson Rodriguez Rogers Romero Roosevelt Rossi Rousseau Ruiz "
    "Russo Ryan Salazar Sanchez Sanders Santos Schmidt Schneider Schultz Schwarz Sharma Shaw Shakespeare Silva "
    "Simmons Simpson Singh Smirnov Smith Snyder Stalin Stephens Stevens Stevenson Stewart Suarez Sullivan "
    "Sutherland Suzuki Swift Tanaka Thatcher Thompson Thomson Torres Tran Trump Tucker Vargas Vasquez Vega Wagner "
    "Walsh Walters Wang Warren Washington Watkins Watson Watts Weaver Webb Weber Webster Wheeler Whitehead Wilkins "
    "Wilkinson Williams Williamson Wilson Winslow Wright Wu Xu Yamamoto Yang Zhang Zhao Zhou Zuckerberg Yilmaz".split()
)
"""Surnames that are hardly ever another word."""

TITLES = frozenset(
    "Mr Mrs Ms Miss Mx Dr Prof Professor Sir Dame Lord Lady President Senator Sen Congressman Congresswoman "
    "Governor Gov Mayor Judge Justice Captain Capt Colonel Col General Gen Lieutenant Lt Sergeant Sgt Major Admiral "
    "Officer Detective Inspector Pope Cardinal Bishop Reverend Rev Father Sister Brother Rabbi Imam Sheikh King "
    "Queen Prince Princess Emperor Chancellor Minister Secretary Ambassador Coach Uncle Aunt Auntie Nurse Chef "
    "Actor Actress Singer Author Director Spokesman Spokeswoman Spokesperson".split()
)

"""Words before the name of a person."""

SAYING = (
    "said|says|told|tells|asked|replied|answered|wrote|"
    "writes|tweeted|added|explained|argued|smiled|nodded|whispered|shouted"
)

GIVEN_HAN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅玲燕建国文辉力永健世广志义兴良海山仁波宁贵福生龙元全胜"
    "学祥才发武新利清飞彬富顺信子辰浩宇轩然博涵欣怡雨梓诗琪佳慧嘉俊思雅婷雪琳晨瑶倩悦晓阳峰鹏斌鑫威凯帆彤莹颖璐菲蕾"
    "薇萍莉珍珠凤洁云莲环荣爱妹香月莺媛瑞凡苑馨智达安岩中茂进林有坚和彪诚先敬震振壮会思群豪心邦承乐绍功松善厚庆民友"
    "裕河哲江亮政谦亨奇固之轮翰朗伯宏言若鸣朋梁栋维启克伦翔旭泽士以致树炎德行时泰盛雄琛钧冠策腾楠榕风航弘毓亦宝冰锋"
    "毅铭恒源彦淑惠娅婉娴瑾颜露瑜怀婵雁蓓仪荷丹蓉眉君琴蕊薄黛青倩芬芝萌偉靜麗強軍艷傑濤華紅玲國輝義興龍勝學發飛順軒"
    "詩慧曉陽鵬"
)
"""Characters that are frequent in Chinese given names."""
WORDS_HAN = frozenset(
    "高兴 高雅 高清 高贵 高明 高峰 高原 高新 高山 平安 平和 平静 平凡 安全 安静 安心 安宁 安乐 方言 方才 方向 方志 "
    "白雪 白云 白天 明天 明星 明月 明亮 明明 明智 金玉 金融 金龙 黄金 黄山 黄河 黄海 黄昏 马上 马力 江山 江河 江南 "
    "江苏 华丽 华人 石英 石子 石山 田园 林子 林業 林立 林海 文学 文明 文英 文艺 文言 万有 万福 万民 万国 万元 万达 "
    "万言 万丈 武力 武功 武士 武林 武德 常有 常言 常青 常德 常州 左右 左手 应有 易学 易于 贵州 贵友 国有 国家 国民 "
    "国庆 国学 元凶 元旦 元素 元宝 元气 许可 许多 许愿 何时 何以 何言 何必 何况 何等 任意 任何 任性 任务 于是 于此 "
    "连忙 连心 钱财 江湖 向心 向阳 向山 和平 和善 和亲 和乐 和风 乐于 乐天 乐意 成功 成龙 成全 成才 成立 成发 成德 "
    "时时 时光 全新 全国 全民 全家 单元 单身 程序 程度 温和 温馨 温泉 严冰 严重 严明 古文 古风 古今 古典 水平 水利 "
    "水泽 花山 花云 花香 花心 花红 雷雨 雷达 雪山 毛利 毛衣 牛肉 关心 关爱 关于 关怀 宁静 宁波 宁愿 宁夏 施行 施工 "
    "项目 喻言 云南 云集 云海 云雾 苏宁 苏州 童心 童言 童年 童话 路子 米兰 计策 章程 章子 凤凰 柳州 康泰 史学 史诗 "
    "章节 富有 富贵 富国 富强 利民 利国 利益".split()
)
"""Words, not names, that a surname and such a character make."""
