"""Hard negatives: how each is made, and the sentences in which it stands."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from random import Random

from tests.bench.corpus.digits import BASE62, chars, ean, number
from tests.bench.corpus.model import Make

HEX = "0123456789abcdef"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def hexes(*sizes: int, join: str = "") -> Make:
    return lambda rng: join.join(chars(rng, HEX, size) for size in sizes)


def digits(*sizes: int) -> Make:
    return lambda rng: rng.choice("123456789") + number(rng, rng.choice(sizes) - 1)


def when(rng: Random) -> datetime:
    return datetime(2015, 1, 1, tzinfo=UTC) + timedelta(seconds=rng.randrange(11 * 365 * 86_400))


def stamp(form: str) -> Make:
    return lambda rng: when(rng).strftime(form)


def base64_of(low: int, high: int) -> Make:
    return lambda rng: base64.b64encode(rng.randbytes(rng.randrange(low, high))).decode()


def isbn10(rng: Random) -> str:
    body = rng.choice("079") + number(rng, 8)
    check = -sum(int(char) * weight for char, weight in zip(body, range(10, 1, -1), strict=True)) % 11
    value = body + "0123456789X"[check]
    return rng.choice((value, f"{value[0]}-{value[1:5]}-{value[5:9]}-{value[9]}"))


def isbn13(rng: Random) -> str:
    body = rng.choice(("978", "979")) + number(rng, 9)
    value = body + ean(body)
    return rng.choice((value, f"{value[:3]}-{value[3]}-{value[4:8]}-{value[8:12]}-{value[12]}"))


def version(parts: int) -> Make:
    return lambda rng: ".".join(str(rng.randrange(1, 60)) for _ in range(parts))


def product(rng: Random) -> str:
    left, right = rng.randrange(10**5, 10**10), rng.randrange(10**4, 10**9)
    return rng.choice((f"{left} × {right} = {left * right}", f"{left} + {right} = {left + right}", f"{left}*{right}"))


def latex(rng: Random) -> str:
    fraction = rf"\frac{{{number(rng, 9)}}}{{{number(rng, 16)}}} x^{{{number(rng, 3)}}}"
    return rf"$$\sum_{{k=1}}^{{{rng.randrange(10, 10**6)}}} {fraction} \approx {number(rng, 2)}.{number(rng, 18)}$$"


def table(rng: Random) -> str:
    rows = (" | ".join(str(rng.randrange(10 ** rng.randrange(1, 13))) for _ in range(4)) for _ in range(6))
    return "\n| a | b | c | d |\n|---|---|---|---|\n" + "\n".join(f"| {row} |" for row in rows) + "\n"


def columns(rng: Random) -> str:
    return "\n" + "\n".join("\t".join(number(rng, rng.randrange(3, 12)) for _ in range(5)) for _ in range(5)) + "\n"


def log(rng: Random) -> str:
    lines = (
        f"{when(rng):%Y-%m-%d %H:%M:%S},{number(rng, 3)} INFO worker[{number(rng, 5)}] job={chars(rng, HEX, 16)} "
        f"took {number(rng, 4)}ms offset={number(rng, 12)}"
        for _ in range(4)
    )
    return "\n```\n" + "\n".join(lines) + "\n```\n"


def code(rng: Random) -> str:
    small, large = rng.randrange(10**9), rng.randrange(10**16, 10**17)
    return "\n" + rng.choice((_python, _rust, _c, _javascript, _words))(rng, small, large) + "\n"


def _python(rng: Random, small: int, large: int) -> str:
    loop = f"for i in range({rng.randrange(999)}):\n    x = (x * {large} + i) % MOD\nassert x[::2] == y"
    return f"```python\nMOD = {small}\nSEED = 0x{chars(rng, HEX, 16)}\n{loop}\n```"


def _rust(rng: Random, small: int, large: int) -> str:
    return f"```rust\nuse std::collections::HashMap;\nlet mut m = HashMap::new();\nm.insert({large}, {small});\n```"


def _c(rng: Random, small: int, large: int) -> str:
    return (
        f"```c\n#define MAGIC 0x{chars(rng, HEX, 8).upper()}u\nstatic const uint64_t k[] = {{{small}, {large}}};\n```"
    )


def _javascript(rng: Random, small: int, large: int) -> str:
    return f"```js\nsetTimeout(() => run({small}), {large % 10_000});\nconst re = /^\\d{{3}}-\\d{{4}}-\\d{{4}}$/;\n```"


def _words(rng: Random, small: int, large: int) -> str:
    """Code that speaks of secrets and holds none."""
    return rng.choice(
        (
            "```python\napi_key = os.environ['API_KEY']\npassword = config.get('password')\n```",
            "```python\ntoken = request.headers['X-Token']\nif not verify(user, password):\n    raise Denied\n```",
            "```python\n@dataclass\nclass User:\n    email: str\n    phone: str\n    password_hash: bytes\n```",
        )
    )


def lock(rng: Random) -> str:
    body = base64.b64encode(rng.randbytes(64)).decode()
    sha = chars(rng, HEX, 64)
    return rng.choice(
        (
            f'"integrity": "sha512-{body}"',
            f'"node_modules/core": {{"version": "{version(3)(rng)}", "integrity": "sha512-{body}"}}',
            f"--hash=sha256:{sha}",
            f"golang.org/x/net v0.{rng.randrange(40)}.0 h1:{body[:43]}=",
            f'checksum = "{sha}"',
        )
    )


def tracking(rng: Random) -> str:
    return rng.choice(
        ("SF" + number(rng, 13), "1Z" + chars(rng, UPPER + "0123456789", 6) + number(rng, 10), "YT" + number(rng, 13),
         chars(rng, UPPER, 2) + number(rng, 9) + "CN", number(rng, 12), "94" + number(rng, 20), "JD" + number(rng, 13))
    )  # fmt: skip


def coordinates(rng: Random) -> str:
    return f"{rng.uniform(-89, 89):.6f}, {rng.uniform(-179, 179):.7f}"


def chemical(rng: Random) -> str:
    cas = str(rng.randrange(50, 9_999_999)) + number(rng, 2)
    check = sum(int(char) * place for place, char in enumerate(reversed(cas), 1)) % 10
    key = f"{chars(rng, UPPER, 14)}-{chars(rng, UPPER, 8)}SA-N"
    names = ("2,4,6-trinitrotoluene", "(2R,3S)-2,3-dihydroxybutanoic acid", "N-(4-hydroxyphenyl)acetamide")
    return rng.choice((f"CAS {cas[:-2]}-{cas[-2:]}-{check}", f"InChIKey {key}", rng.choice(names)))


def dump(rng: Random) -> str:
    lines = (f"{row * 16:08x}  " + " ".join(chars(rng, HEX, 2) for _ in range(16)) for row in range(4))
    return "\n```\n" + "\n".join(lines) + "\n```\n"


def pi(rng: Random) -> str:
    return "3.14159265358979323846264338327950288419716939937510"[: rng.randrange(12, 52)] + number(rng, 8)


def spans(rng: Random) -> str:
    return rng.choice(
        (f"{rng.randrange(1900, 1990)}-{rng.randrange(1990, 2024)}",
         f"{number(rng, 3)}-{number(rng, 3)}-{number(rng, 3)}",
         f"{number(rng, 4)}-{number(rng, 4)}", f"{rng.randrange(100, 999)}-{rng.randrange(1000, 9999)}",
         f"{rng.randrange(10, 99)}/{rng.randrange(10, 99)}/{rng.randrange(1000, 9999)}")
    )  # fmt: skip


def mixture(rng: Random) -> str:
    return chars(rng, UPPER, 2) + number(rng, rng.randrange(4, 9)) + rng.choice(("", "-" + chars(rng, UPPER, 1)))


HARD: dict[str, tuple[str, str, Make]] = {
    "order id": ("订单号{v}还没有发货。", "Order {v} has not been shipped.", digits(16, 18, 19, 20)),
    "order id, dated": ("订单编号：{v}，请尽快处理。", "Order no. {v} is on hold.",
                        lambda rng: stamp("%Y%m%d%H%M%S")(rng) + number(rng, rng.choice((4, 6, 8)))),
    "bare number": ("最后得到的是{v}。", "What we got in the end was {v}.",
                    digits(9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19)),
    "serial number": ("设备序列号{v}不在保修期。", "The serial number {v} is out of warranty.",
                      lambda rng: rng.choice((digits(12, 14, 15)(rng), mixture(rng)))),
    "part number": ("配件{v}缺货。", "Part {v} is out of stock.", mixture),
    "md5": ("文件的MD5是{v}。", "The MD5 of the file is {v}.", hexes(32)),
    "sha1": ("提交{v}引入了这个问题。", "The bug came with commit {v}.", hexes(40)),
    "short git hash": ("回退到{v}就好了。", "Go back to {v} and it works.", hexes(7)),
    "sha256": ("镜像摘要sha256:{v}。", "Pull the image by sha256:{v}.", hexes(64)),
    "uuid": ("请求编号{v}。", "The request id was {v}.", hexes(8, 4, 4, 4, 12, join="-")),
    "unix seconds": ("时间戳{v}对应哪一天？", "Which day is the timestamp {v}?",
                     lambda rng: str(int(when(rng).timestamp()))),
    "unix milliseconds": ('{"ts": {v}, "ok": true}', '{"ts": {v}, "ok": true}',
                          lambda rng: str(int(when(rng).timestamp() * 1000) + rng.randrange(1000))),
    "bare milliseconds": ("日志里是{v}。", "The log says {v}.",
                          lambda rng: str(int(when(rng).timestamp() * 1000) + rng.randrange(1000))),
    "date and time": ("截止时间是{v}。", "The deadline is {v}.",
                      lambda rng: stamp(rng.choice(("%Y-%m-%dT%H:%M:%SZ", "%Y/%m/%d %H:%M", "%d.%m.%Y")))(rng)),
    "compact date": ("日期{v}。", "The date is {v}.", stamp("%Y%m%d")),
    "version, 3 parts": ("升级到{v}以后就崩溃了。", "It has crashed since {v}.", version(3)),
    "version, 4 parts": ("版本{v}修复了这个漏洞。", "Version {v} fixes the leak.", version(4)),
    "driver version": ("驱动版本号：{v}", "driver version: {v}", version(4)),
    "section": ("详见第{v}节。", "See section {v} of the manual.", version(4)),
    "pre-release": ("用的是v{v}。", "We run v{v}.",
                    lambda rng: version(3)(rng) + f"-rc.{rng.randrange(9)}+{chars(rng, HEX, 8)}"),
    "ISBN-10": ("这本书的ISBN是{v}。", "The book is ISBN {v}.", isbn10),
    "ISBN-13": ("这本书的ISBN是{v}。", "The book is ISBN {v}.", isbn13),
    "bare ISBN-13": ("封底印着{v}。", "On the back cover stands {v}.", isbn13),
    "DOI": ("论文见 https://doi.org/{v} 。", "The paper is at https://doi.org/{v} now.",
            lambda rng: f"10.{number(rng, 4)}/{rng.choice(('s', 'j.', 'acs.'))}"
            f"{number(rng, 5)}-{number(rng, 3)}-{number(rng, 5)}-{number(rng, 1)}"),
    "arXiv": ("参考 arXiv:{v}。", "It is arXiv:{v}, I think.", lambda rng: f"{number(rng, 4)}.{number(rng, 5)}"),
    "base64 image": ("![图](data:image/png;base64,{v})", "![figure](data:image/png;base64,{v})", base64_of(200, 2_000)),
    "base64": ("解码这一段：{v}", "Decode this: {v}", base64_of(20, 120)),
    "LaTeX": ("化简 {v}。", "Simplify {v}.", latex),
    "arithmetic": ("验算一下：{v}。", "Check that {v}.", product),
    "digits of pi": ("圆周率约等于{v}。", "Pi is about {v}.", pi),
    "binary": ("二进制是{v}。", "In binary that is {v}.", lambda rng: chars(rng, "01", rng.choice((8, 16, 18, 32)))),
    "score": ("他考了{v}分。", "She scored {v} points.", lambda rng: f"{rng.uniform(0, 750):.1f}"),
    "price": ("总价{v}。", "The total is {v}.", lambda rng: rng.choice("¥$€") + f"{rng.randrange(10**9) / 100:,.2f}"),
    "range": ("范围是{v}。", "The range is {v}.", spans),
    "table": ("数据如下：{v}", "Here are the data:{v}", table),
    "columns": ("原始数据：{v}", "Raw data:{v}", columns),
    "log": ("日志：{v}", "The log:{v}", log),
    "code": ("代码是这样的：{v}", "The code is this:{v}", code),
    "lock file": ("锁文件里写着 {v} 。", "The lock file says {v} here.", lock),
    "tracking number": ("快递单号{v}显示已签收。", "Tracking number {v} shows as delivered.", tracking),
    "bare tracking number": ("查一下{v}到哪了。", "Where is {v} now?", tracking),
    "coordinates": ("坐标是{v}。", "It lies at {v}.", coordinates),
    "chemical": ("试剂为{v}。", "The reagent was {v}.", chemical),
    "hex dump": ("内存内容：{v}", "Memory:{v}", dump),
    "barcode": ("条形码{v}扫不出来。", "The barcode {v} cannot be scanned.",
                lambda rng: (lambda body: body + ean(body))(rng.choice(("690", "692", "400", "880")) + number(rng, 9))),
    "invoice number": ("发票号码{v}已作废。", "Invoice {v} was voided.", digits(8, 12, 20)),
    "student number": ("学号{v}的同学请到办公室。", "Student {v} passed the exam.", lambda rng: "20" + number(rng, 8)),
    "stock": ("股票代码{v}涨停了。", "Ticker {v} went up.",
              lambda rng: rng.choice(("600", "000", "300")) + number(rng, 3)),
    "model name": ("我用的是{v}。", "I used {v} for it.",
                   lambda rng: rng.choice(("Qwen2.5-72B-Instruct", "gpt-4o-2024-08-06", "RTX 4090 24GB"))),
    "clone": ("执行 git clone git@github.com:{v}.git", "Run git clone git@github.com:{v}.git first",
              lambda rng: f"numpy/numpy{number(rng, 2)}"),
    "timecode": ("从{v}开始剪。", "Cut from {v} on.",
                 lambda rng: ":".join(f"{rng.randrange(60):02}" for _ in range(rng.choice((3, 4))))),
    "resource name": ("资源名{v}。", "The resource is {v}.",
                      lambda rng: f"arn:aws:s3:::logs-{chars(rng, HEX, 8)}/{number(rng, 4)}"),
    "placeholder": ("把 {v} 换成你自己的。", "Replace {v} by your own.",
                    lambda rng: rng.choice(("YOUR_API_KEY", "<password>", "{{user_id}}", "xxx-xxx-xxxx", "${TOKEN}"))),
    "tokens": ("上下文长度{v}个token。", "The context is {v} tokens.",
               lambda rng: str(rng.choice((4096, 8192, 131072, 1048576)))),
    "random name": ("变量叫{v}。", "The bucket is called {v}.",
                    lambda rng: chars(rng, BASE62[10:], rng.randrange(12, 28))),
    "plain id": ("会话{v}已结束。", "Session {v} is closed.",
                 lambda rng: chars(rng, BASE62, rng.choice((16, 20, 24)))),
    "multiline list": ("步骤编号{v}。", "Items {v}.",
                       lambda rng: ", ".join(str(rng.randrange(1, 99)) for _ in range(12))),
}  # fmt: skip
"""Name: a Chinese and an English sentence, and how the value is made."""
BARE = frozenset({"bare number", "bare milliseconds", "bare ISBN-13", "bare tracking number"})
"""Those with no word beside them."""
