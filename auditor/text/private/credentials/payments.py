"""Keys of payment services and shops, and private keys of wallets.

Wallets: BIP-32, and the Bitcoin wiki on wallet import format (Base58Check).
Who confirms which form, `docs/credentials.md` says.
"""

from __future__ import annotations

import hashlib

from auditor.findings import Certainty
from auditor.text.private.credentials.forms import (
    END,
    LEFT,
    example,
    named,
    pattern,
    random_looking,
    said,
    token,
)  # fmt: skip
from auditor.text.private.model import Pattern

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def _base58check(value: str) -> Certainty | None:
    number = 0
    for character in value:
        number = number * 58 + _BASE58.index(character)
    body = number.to_bytes(96, "big").lstrip(b"\0")
    digest = hashlib.sha256(hashlib.sha256(body[:-4]).digest()).digest()
    return "validated" if digest[:4] == body[-4:] else None


def _base58(body: bytes) -> str:
    body += hashlib.sha256(hashlib.sha256(body).digest()).digest()[:4]
    number, out = int.from_bytes(body, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        out = _BASE58[rest] + out
    return out


_SECRET = hashlib.sha256(b"example of a wallet").digest()
_WIF = _base58(b"\x80" + _SECRET + b"\x01")
_XPRV = _base58(bytes.fromhex("0488ade4") + bytes(9) + _SECRET + b"\0" + _SECRET)

PATTERNS: tuple[Pattern, ...] = (
    token("stripe_key", "sk_live_ sk_test_", "%w{16,247}"),
    token("stripe_restricted_key", "rk_live_ rk_test_", "%w{16,247}"),
    token("stripe_webhook_secret", "whsec_", "%w{32,64}"),
    token("stripe_organization_key", "sk_org_live_ sk_org_test_", "%w{16,247}"),
    token("square_access_token", "EAAA", "%s{60}", random_looking),
    token("square_legacy_token", "sq0atp-", "%s{22}"),
    token("square_secret", "sq0csp-", "%s{43}"),
    named("paypal_secret", "PayPal", "%s{80}"),
    token("braintree_access_token", "access_token$production$ access_token$sandbox$", "%l{16}$%h{32}"),
    named("braintree_private_key", "Braintree", "%h{32}"),
    named("adyen_key", "Adyen", "AQE%b{60,200}%e"),
    token("razorpay_key", "rzp_live_ rzp_test_", "%w{14}"),
    named("razorpay_secret", "Razorpay", "%w{24}"),
    token("flutterwave_secret_key", "FLWSECK- FLWSECK_TEST-", "%x{32}-X"),
    token("flutterwave_encryption_key", "FLWSECK_TEST", "%x{12}"),
    token("plaid_access_token", "access-production- access-sandbox- access-development-", "%g"),
    named("plaid_secret", "Plaid", "%l{30}"),
    token("shopify_access_token", "shpat_", "%x{32}"),
    token("shopify_custom_app_token", "shpca_", "%x{32}"),
    token("shopify_private_app_password", "shppa_", "%x{32}"),
    token("shopify_shared_secret", "shpss_", "%x{32}"),
    token("gocardless_token", "live_", "%s{40}", said),
    token("mollie_key", "live_ test_", "%w{30}", said),
    token("checkout_secret_key", "sk_ sk_test_", "%g"),
    token("lob_key", "live_ test_", "%h{35}", said),
    token("paddle_key", "pdl_live_apikey_ pdl_sdbx_apikey_", "%l{26}_%w{22}_%w{3}"),
    token("polar_token", "polar_oat_ polar_pat_ polar_at_ polar_rt_", "%s{40,100}"),
    token("easypost_key", "EZAK EZTK", "%w{54}"),
    token("duffel_token", "duffel_live_ duffel_test_", "%s{43}"),
    token("midtrans_server_key", "Mid-server- SB-Mid-server-", "%s{16,24}"),
    token("xendit_key", "xnd_production_ xnd_development_", "%w{40,80}"),
    token("mercadopago_token", "APP_USR-", "%d{16}-%d{6}-%h{32}-%d{6,12}"),
    token("conekta_key", "key_", "%w{22}", said),
    named("wechat_pay_key", "WeChat Pay, WxPay, MchKey, APIv3, 微信支付, 商户", "%w{32}"),
    named("alipay_private_key", "Alipay, 支付宝, 应用私钥", "MII%b{600,3000}%e"),
    named("unionpay_key", "UnionPay, 银联", "%h{32}"),
    named("coinbase_secret", "Coinbase", "%w{32}"),
    named("binance_secret", "Binance, 币安", "%w{64}"),
    named("kraken_private_key", "Kraken", "%b{86}=="),
    named("okx_secret", "OKX, OKEx, 欧易", "%u{32}"),
    named("bybit_secret", "Bybit", "%w{36}"),
    named("etherscan_key", "Etherscan", "%u{34}"),
    named("infura_key", "Infura", "%h{32}"),
    named("alchemy_key", "Alchemy API, Alchemy Key", "%s{32}"),
    named("ethereum_private_key", "Private Key, 私钥", "0x%h{64}"),
    pattern("bitcoin_private_key", ("WIF", "rivate key", "rivate Key", "bitcoin", "Bitcoin", "私钥", "比特币"),
            LEFT + r"([5KL][1-9A-HJ-NP-Za-km-z]{50,51})" + END, (f"WIF: «{_WIF}»", f"比特币私钥«{_WIF}»"),
            (f"WIF: {_WIF[:-1]}q", f"WIF: x{_WIF}"), _base58check),
    pattern("bitcoin_extended_private_key", ("xprv",), LEFT + r"xprv[1-9A-HJ-NP-Za-km-z]{107}" + END,
            (f"«{_XPRV}»",), (_XPRV[:-1] + "q", "xprv" + example("%w{20}")), _base58check),
    named("wise_token", "Wise API, TransferWise", "%g"),
    named("omise_secret_key", "Omise Secret, Omise Key, Opn Payments", "skey_%l{19}"),
    named("iyzico_secret", "Iyzico, iyzipay", "%w{32}"),
)  # fmt: skip
