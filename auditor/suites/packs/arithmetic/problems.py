"""Problems: numbers a, b and c within bounds, the answer, and the question in both languages.

In a question `{p}` is a times b and `{s}` is a plus b, so that divisions and differences come out even.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Bounds = tuple[int, int]
NONE: Bounds = (0, 5)
"""Of a number that the question does not show: it is there to be drawn."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem."""

    name: str
    answer: Callable[[int, int, int], int]
    a: Bounds
    b: Bounds
    c: Bounds
    en: str
    zh: str


PROBLEMS = (
    Problem("add", lambda a, b, c: a + b, (12, 89), (12, 89), NONE,
        "What is {a} + {b}?", "{a} + {b}等于多少？"),
    Problem("add_three", lambda a, b, c: a + b + c, (5, 40), (5, 40), (5, 40),
        "What is {a} + {b} + {c}?", "{a} + {b} + {c}等于多少？"),
    Problem("subtract", lambda a, b, c: b, (12, 80), (12, 80), NONE,
        "What is {s} - {a}?", "{s} - {a}等于多少？"),
    Problem("multiply", lambda a, b, c: a * b, (3, 12), (3, 12), NONE,
        "What is {a} x {b}?", "{a} × {b}等于多少？"),
    Problem("multiply_tens", lambda a, b, c: a * b * 10, (3, 9), (3, 9), NONE,
        "What is {a}0 x {b}?", "{a}0 × {b}等于多少？"),
    Problem("divide", lambda a, b, c: b, (3, 12), (3, 12), NONE,
        "What is {p} divided by {a}?", "{p} ÷ {a}等于多少？"),
    Problem("multiply_add", lambda a, b, c: a * b + c, (3, 9), (3, 9), (2, 30),
        "What is {a} x {b} + {c}?", "{a} × {b} + {c}等于多少？"),
    Problem("brackets", lambda a, b, c: (a + b) * c, (2, 12), (2, 12), (2, 9),
        "What is ({a} + {b}) x {c}?", "({a} + {b}) × {c}等于多少？"),
    Problem("double", lambda a, b, c: 2 * a, (13, 95), NONE, NONE,
        "What is twice {a}?", "{a}的两倍是多少？"),
    Problem("half", lambda a, b, c: a, (11, 95), (2, 2), NONE,
        "What is half of {p}?", "{p}的一半是多少？"),
    Problem("square", lambda a, b, c: a * a, (4, 20), NONE, NONE,
        "What is {a} squared?", "{a}的平方是多少？"),
    Problem("missing", lambda a, b, c: b, (11, 60), (11, 60), NONE,
        "Which number must be added to {a} to get {s}?", "{a}加上几等于{s}？"),
    Problem("missing_factor", lambda a, b, c: b, (3, 12), (3, 15), NONE,
        "Which number times {a} gives {p}?", "{a}乘以几等于{p}？"),
    Problem("remainder", lambda a, b, c: c, (6, 9), (3, 12), (1, 5),
        "What is the remainder when {p} + {c} is divided by {a}?", "({p} + {c})除以{a}的余数是多少？"),
    Problem("percent", lambda a, b, c: a * 20, (2, 9), NONE, NONE,
        "What is {a}0 percent of 200?", "200的{a}0%是多少？"),
    Problem("quarter", lambda a, b, c: a, (6, 50), (4, 4), NONE,
        "What is a quarter of {p}?", "{p}的四分之一是多少？"),
    Problem("apples", lambda a, b, c: a + b - c, (8, 30), (8, 30), (2, 7),
        "A basket holds {a} apples. Ann puts in {b} more and then eats {c}. How many apples are left?",
        "篮子里有{a}个苹果，小明又放进{b}个，吃掉{c}个，还剩多少个？"),
    Problem("boxes", lambda a, b, c: a * b, (4, 12), (5, 15), NONE,
        "There are {a} boxes with {b} pencils each. How many pencils are there?",
        "每盒有{b}支铅笔，一共{a}盒，共有多少支铅笔？"),
    Problem("share", lambda a, b, c: b, (3, 9), (4, 15), NONE,
        "{a} children share {p} marbles evenly. How many does each child get?",
        "{p}颗弹珠平均分给{a}个孩子，每人得几颗？"),
    Problem("bus", lambda a, b, c: a + b - c, (15, 30), (3, 12), (2, 14),
        "There are {a} people on a bus. At a stop {b} get on and {c} get off. How many are on it now?",
        "公交车上有{a}人，到站上来{b}人，下去{c}人，现在车上有多少人？"),
    Problem("price", lambda a, b, c: a * b + c, (3, 9), (2, 12), (5, 20),
        "Tom buys {a} books at {b} dollars each and a lamp for {c} dollars. How many dollars does he pay?",
        "小李买了{a}本书，每本{b}元，又买了一盏{c}元的台灯，一共花了多少元？"),
    Problem("change", lambda a, b, c: 100 - a - b, (11, 45), (11, 45), NONE,
        "You buy things for {a} and {b} dollars and pay with a 100 dollar bill. How many dollars do you get back?",
        "买东西花了{a}元和{b}元，付了100元，应找回多少元？"),
    Problem("distance", lambda a, b, c: a * b, (2, 9), (30, 90), NONE,
        "A car drives {b} miles an hour. How many miles does it drive in {a} hours?",
        "汽车每小时行驶{b}千米，{a}小时行驶多少千米？"),
    Problem("speed", lambda a, b, c: b, (2, 8), (20, 90), NONE,
        "A train covers {p} miles in {a} hours at an even speed. How many miles does it cover in an hour?",
        "火车{a}小时匀速行驶{p}千米，每小时行驶多少千米？"),
    Problem("age_sum", lambda a, b, c: a + b, (5, 15), (20, 40), NONE,
        "Mia is {a} years old. Her mother is {b} years older. How old is her mother?",
        "小红今年{a}岁，妈妈比她大{b}岁，妈妈今年多少岁？"),
    Problem("age_later", lambda a, b, c: a + b, (6, 40), (3, 25), NONE,
        "Ben is {a} years old. How old will he be in {b} years?",
        "小刚今年{a}岁，{b}年后他多少岁？"),
    Problem("rectangle", lambda a, b, c: a * b, (3, 15), (3, 15), NONE,
        "A rectangle is {a} meters long and {b} meters wide. What is its area in square meters?",
        "长方形长{a}米、宽{b}米，面积是多少平方米？"),
    Problem("perimeter", lambda a, b, c: 2 * (a + b), (3, 25), (3, 25), NONE,
        "A rectangle has sides of {a} and {b} meters. How many meters is it around?",
        "长方形的长是{a}米，宽是{b}米，周长是多少米？"),
    Problem("minutes", lambda a, b, c: 60 * a + b, (1, 6), (5, 55), NONE,
        "How many minutes are {a} h {b} min?", "{a}小时{b}分钟一共是多少分钟？"),
    Problem("weeks", lambda a, b, c: 7 * a + b, (2, 12), (1, 6), NONE,
        "How many days are {a} weeks and {b} more days?", "{a}个星期零{b}天一共是多少天？"),
    Problem("centimeters", lambda a, b, c: 100 * a + b, (2, 9), (5, 95), NONE,
        "How many centimeters are {a} meters and {b} centimeters?", "{a}米{b}厘米是多少厘米？"),
    Problem("legs", lambda a, b, c: 4 * a + 2 * b, (3, 15), (3, 15), NONE,
        "A farm has {a} cows and {b} hens. How many legs do they have together?",
        "农场里有{a}头牛和{b}只鸡，一共有多少条腿？"),
    Problem("reading", lambda a, b, c: b, (4, 9), (6, 30), NONE,
        "Eva reads {a} pages a day. In how many days does she read {p} pages?",
        "小芳每天读{a}页书，读完{p}页要多少天？"),
    Problem("saving", lambda a, b, c: a + b * c, (10, 50), (3, 9), (3, 9),
        "Leo has {a} coins and saves {b} more each week. How many has he after {c} weeks?",
        "小华有{a}枚硬币，每周再存{b}枚，{c}周后有多少枚？"),
    Problem("rows", lambda a, b, c: a * b - c, (5, 12), (5, 12), (2, 20),
        "A hall has {a} rows of {b} seats; {c} seats are taken. How many are free?",
        "礼堂有{a}排座位，每排{b}个，已经坐了{c}人，还空多少个座位？"),
    Problem("twice_as_many", lambda a, b, c: 3 * a, (7, 40), NONE, NONE,
        "Kim has {a} stamps and Joe has twice as many. How many do they have together?",
        "小玲有{a}张邮票，小强的张数是她的两倍，两人一共有多少张？"),
    Problem("more_than", lambda a, b, c: a + b, (12, 60), (3, 25), NONE,
        "The red team has {a} points, the blue team {b} more. How many points has the blue team?",
        "红队得了{a}分，蓝队比红队多{b}分，蓝队得了多少分？"),
    Problem("fewer_than", lambda a, b, c: a, (12, 60), (3, 25), NONE,
        "A large jar holds {s} beans, a small one {b} fewer. How many beans does the small jar hold?",
        "大罐子里有{s}颗豆子，小罐子比它少{b}颗，小罐子里有多少颗？"),
    Problem("average", lambda a, b, c: a + b, (10, 60), (1, 9), NONE,
        "What is the average of {a} and {s} + {b}?", "{a}和({s} + {b})的平均数是多少？"),
    Problem("three_packs", lambda a, b, c: 3 * a + 2 * b, (4, 20), (4, 20), NONE,
        "A pack of cards costs {a} dollars and a ball {b} dollars. How many dollars do 3 packs and 2 balls cost?",
        "一副扑克牌{a}元，一个皮球{b}元，买3副牌和2个球一共多少元？"),
    Problem("stairs", lambda a, b, c: a * (b - 1), (12, 20), (3, 9), NONE,
        "There are {a} steps between one floor and the next. How many steps is it from floor 1 to floor {b}?",
        "相邻两层楼之间有{a}级台阶，从1楼走到{b}楼要走多少级台阶？"),
    Problem("next_in_row", lambda a, b, c: a + 4 * b, (2, 20), (3, 9), NONE,
        "A row of numbers begins with {a} and grows by {b} each time. What is its fifth number?",
        "一列数从{a}开始，后一个总比前一个大{b}，第五个数是多少？"),
)  # fmt: skip
"""All problems."""
