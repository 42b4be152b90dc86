"""Keys, tokens and passwords, as their makers publish the formats.

GitHub's and npm's posts on token formats (2021), RFC 7519 (JWT), RFC 7468 (PEM), RFC 3986 (user information in URLs),
and the documentation of AWS, Slack, Stripe, Google, GitLab, OpenAI, Anthropic, Hugging Face, SendGrid, PyPI, Shopify,
DigitalOcean, Telegram, Alibaba Cloud and Tencent Cloud.
"""

from __future__ import annotations

import base64
import json
from random import Random

from tests.bench.corpus.digits import BASE62, chars, crc62, number
from tests.bench.corpus.model import Form

HEX = "0123456789abcdef"
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
URL64 = BASE62 + "-_"
SIGNS = "!#%&*+=?@^~"
DER = {
    "RSA PRIVATE KEY": b"\x30\x82\x04\xa4\x02\x01\x00\x02\x82\x01\x01\x00",
    "PRIVATE KEY": b"\x30\x82\x04\xbe\x02\x01\x00",
    "EC PRIVATE KEY": b"\x30\x77\x02\x01\x01\x04\x20",
}
SERVERS = (("postgresql", 5432), ("mysql", 3306), ("mongodb", 27017), ("redis", 6379), ("amqp", 5672))


def mixed(rng: Random, alphabet: str, length: int) -> str:
    """Random, ends with a letter or digit, and holds a digit, so that it looks like what a random source gives."""
    while True:
        value = chars(rng, alphabet, length)
        if value[0].isalnum() and value[-1].isalnum() and any(c.isdigit() for c in value):
            return value


def jwt(rng: Random) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": number(rng, 9), "iat": 1_700_000_000 + rng.randrange(10**7)})
    texts = [json.dumps(part, separators=(",", ":")).encode() for part in parts]
    return ".".join(_url64(text) for text in [*texts, rng.randbytes(32)])


def _url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def checked(rng: Random, prefix: str) -> str:
    body = chars(rng, BASE62, 30)
    return prefix + body + crc62(body)


def pem(rng: Random, label: str) -> str:
    """A PKCS header of DER, then random bytes, in lines of 64."""
    der = DER.get(label, b"openssh-key-v1\x00")
    body = base64.b64encode(der + rng.randbytes(rng.randrange(180, 420))).decode()
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"])


def aws_secret(rng: Random) -> str:
    return mixed(rng, BASE62 + "/+", 40)


def password(rng: Random) -> str:
    """Eight to fourteen characters: capitals, small letters, digits and signs, as sites ask for."""
    word = rng.choice(("Falcon", "Harbor", "quartz", "Meadow", "tundra", "Nimbus", "violet", "Copper"))
    shapes = (
        word + rng.choice(SIGNS) + number(rng, 4),
        mixed(rng, BASE62 + "!@#%&*", rng.randrange(9, 15)),
        word + number(rng, 3) + rng.choice(SIGNS) + rng.choice("kqxz") + number(rng, 1),
    )
    return rng.choice(shapes)


def connection(rng: Random) -> str:
    scheme, port = rng.choice(
        (("postgresql", 5432), ("mysql", 3306), ("mongodb", 27017), ("redis", 6379), ("amqp", 5672))
    )
    user, word = rng.choice(("app", "svc_orders", "root", "reporting")), mixed(rng, BASE62, rng.randrange(10, 18))
    return f"{scheme}://{user}:{word}@db{number(rng, 1)}.hafen-logistik.de:{port}/orders"


def dsn(rng: Random) -> str:
    return f"Server=db.hafen-logistik.de;Database=orders;User Id=app;Password={mixed(rng, BASE62, 14)};"


def web_url(rng: Random) -> str:
    user = rng.choice(("deploy", "olga", "ci-bot"))
    return f"https://{user}:{mixed(rng, BASE62, 16)}@git.northwind-freight.com/core.git"


def slack(rng: Random) -> str:
    return f"xox{rng.choice('bp')}-{number(rng, 12)}-{number(rng, 13)}-{mixed(rng, BASE62, 24)}"


def slack_hook(rng: Random) -> str:
    parts = (rng.choice("TB") + chars(rng, "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", 10) for _ in range(2))
    return "https://hooks.slack.com/services/T{}/B{}/{}".format(*(part[1:] for part in parts), mixed(rng, BASE62, 24))


def _form(name: str, make: object, zh: str = "密钥", en: str = "key", alone: bool = True, core: str = "(.+)") -> Form:
    return Form("credential", name, make, zh, en, alone, wide=False, core=core, also=("password",))  # type: ignore[arg-type]


FORMS = (
    _form("JWT", jwt, "令牌", "token"),
    _form("GitHub token", lambda rng: checked(rng, rng.choice(("ghp_", "gho_", "ghs_"))), "GitHub令牌", "GitHub token"),
    _form("npm token", lambda rng: checked(rng, "npm_"), "npm令牌", "npm token"),
    _form("AWS access key", lambda rng: rng.choice(("AKIA", "ASIA")) + mixed(rng, BASE32, 16), "AWS密钥", "AWS key"),
    _form("AWS secret key", aws_secret, "aws_secret_access_key", "AWS secret access key", False),
    _form("Slack token", slack, "Slack令牌", "Slack token"),
    _form("Slack webhook", slack_hook, "webhook", "webhook", core=".*/services/(.+)"),
    _form("Stripe key", lambda rng: rng.choice(("sk_live_", "rk_live_")) + mixed(rng, BASE62, 24)),
    _form("Google API key", lambda rng: "AIza" + mixed(rng, URL64, 35), "谷歌API密钥", "Google API key"),
    _form("GitLab token", lambda rng: "glpat-" + mixed(rng, URL64, 20), "GitLab令牌", "GitLab token"),
    _form("OpenAI key", lambda rng: "sk-proj-" + mixed(rng, URL64, 74) + "T3BlbkFJ" + mixed(rng, URL64, 74)),
    _form("OpenAI key, older", lambda rng: "sk-" + mixed(rng, BASE62, 20) + "T3BlbkFJ" + mixed(rng, BASE62, 20)),
    _form("Anthropic key", lambda rng: "sk-ant-api03-" + mixed(rng, URL64, 93) + "AA"),
    _form("Hugging Face token", lambda rng: "hf_" + chars(rng, BASE62[10:], 34), "访问令牌", "access token"),
    _form("SendGrid key", lambda rng: f"SG.{mixed(rng, URL64, 22)}.{mixed(rng, URL64, 43)}"),
    _form("PyPI token", lambda rng: "pypi-AgEIcHlwaS5vcmc" + mixed(rng, URL64, 160), "PyPI令牌", "PyPI token"),
    _form("Shopify token", lambda rng: "shpat_" + mixed(rng, HEX, 32)),
    _form("DigitalOcean token", lambda rng: "dop_v1_" + mixed(rng, HEX, 64)),
    _form("Telegram bot token", lambda rng: f"{rng.choice('5678')}{number(rng, 9)}:AA{mixed(rng, URL64, 33)}",
          "机器人令牌", "bot token"),
    _form("Alibaba Cloud key", lambda rng: "LTAI5t" + mixed(rng, BASE62, 18), "阿里云AccessKey", "access key"),
    _form("Tencent Cloud key", lambda rng: "AKID" + mixed(rng, BASE62, 32), "腾讯云SecretId", "secret ID"),
    _form("nameless API key", lambda rng: mixed(rng, BASE62, 32), "API密钥", "API key", False),
    _form("RSA key, PEM", lambda rng: pem(rng, "RSA PRIVATE KEY"), "私钥", "private key"),
    _form("PKCS 8 key, PEM", lambda rng: pem(rng, "PRIVATE KEY"), "私钥", "private key"),
    _form("EC key, PEM", lambda rng: pem(rng, "EC PRIVATE KEY"), "私钥", "private key"),
    _form("OpenSSH key, PEM", lambda rng: pem(rng, "OPENSSH PRIVATE KEY"), "私钥", "private key"),
    _form("connection string", connection, "连接串", "connection string", core="[^:]+://[^:]+:([^@]+)@"),
    _form("connection string, key=value", dsn, "数据库连接", "connection string", core=".*Password=([^;]+)"),
    _form("URL with credentials", web_url, "仓库地址", "repository URL", core="[^:]+://[^:]+:([^@]+)@"),
    Form("password", "password in prose", password, "密码", "password", False, wide=False, also=("credential",)),
    Form("password", "numeric password", lambda rng: number(rng, rng.randrange(6, 9)), "登录密码", "password", False,
         wide=False, also=("credential",)),
    Form("password", "Wi-Fi password", lambda rng: mixed(rng, BASE62, rng.randrange(8, 13)), "WiFi密码",
         "Wi-Fi password", False, wide=False, also=("credential",)),
)  # fmt: skip
