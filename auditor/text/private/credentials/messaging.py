"""Tokens and webhooks of chat, mail, telephony and social networks.

Who confirms which form, `docs/credentials.md` says.
"""

from __future__ import annotations

import re

from auditor.findings import Certainty
from auditor.text.private.credentials.forms import (
    END,
    END_DASH,
    LEFT,
    checked_whole,
    crc62,
    example,
    mixed,
    named,
    notation,
    pattern,
    random_looking,
    said,
    token,
)  # fmt: skip
from auditor.text.private.model import Pattern

_SLACK = re.compile(r"xox[abcoprs]-(?:[0-9]{8,15}-){1,3}[A-Za-z0-9]{16,64}")


def _slack(value: str) -> Certainty:
    return "validated" if _SLACK.fullmatch(value) else "shape"


def _webhook(form: str, host: str, path: str, spec: str) -> Pattern:
    """An address that anyone may post to who has it; the last of its parts is the secret."""
    value = example(spec, form)
    regex = re.escape(host) + path + "(" + notation(spec) + ")" + END_DASH
    shown = re.sub(r"\\(.)", r"\1", path.replace("[a-z0-9.\\-]{0,40}", ""))
    return pattern(
        form, (host,), regex, (f"https://{host}{shown}«{value}»",),
        (f"https://{host}{shown}{example(spec, form, short=True)}", f"https://{host}/"),
    )  # fmt: skip


def _matrix() -> Pattern:
    """An access token of Synapse: the user's name in base64, 20 letters, and a checksum of both."""
    body = "syt_" + example("%b{12}", "matrix") + "_" + example("%w{20}", "matrix")
    return token("matrix_token", "syt_", "%b{2,340}_%w{20}_%w{6}", checked_whole, hit=f"{body}_{crc62(body)}")


PATTERNS: tuple[Pattern, ...] = (
    pattern("slack_token", ("xox",), LEFT + r"xox[abcoprs]-(?:[0-9A-Za-z]{1,64}-){0,4}[A-Za-z0-9]{10,64}" + END_DASH,
            ("«xoxb-" + "2840157396-3957210486-" + example("%w{24}") + "»，", "token «xoxp-" + example("%w{20}") + "»"),
            ("xoxb-short", "xoxq-" + example("%w{20}")), _slack),
    token("slack_app_token", "xapp-1-", "%u{9,12}-%d{10,13}-%h{64}"),
    token("slack_rotating_token", "xoxe-1- xoxe.xoxp-1- xoxe.xoxb-1-", "%w{140,180}"),
    token("slack_session_cookie", "xoxd-", "%b{100,300}%e"),
    _webhook("slack_webhook", "hooks.slack.com", "/services/", "T%u{8,11}/B%u{8,11}/%w{24}"),
    _webhook("slack_workflow_webhook", "hooks.slack.com", "/workflows/", "T%u{8,11}/A%u{8,11}/%d{17,19}/%w{24}"),
    _webhook("discord_webhook", "discord.com/api", "/webhooks/", "%d{17,20}/%s{60,68}"),
    _webhook("discord_legacy_webhook", "discordapp.com/api", "/webhooks/", "%d{17,20}/%s{60,68}"),
    pattern("discord_bot_token", ("iscord", "DISCORD", "Bot ", "TOKEN"),
            LEFT + r"[MNO][A-Za-z0-9_\-]{23,27}\.[A-Za-z0-9_\-]{6}\.[A-Za-z0-9_\-]{27,38}+" + END_DASH,
            ("DISCORD_TOKEN=«M" + example("%w{23}") + ".Gq7Zt2." + example("%s{38}") + "»",),
            ("Bot M" + example("%w{23}") + ".Gq7Zt2.short",), random_looking),
    token("discord_mfa_token", "mfa.", "%s{84}", random_looking),
    pattern("telegram_bot_token", (":AA",), LEFT + r"[0-9]{8,10}:AA[A-Za-z0-9_\-]{33}" + END_DASH,
            ("«7012345698:AA" + example("%s{33}") + "»", "机器人«7012345698:AA" + example("%w{33}") + "»的"),
            ("7012345698:AA" + example("%s{30}"), "12:AA" + example("%s{33}"))),
    named("twilio_api_key", "Twilio", "SK%h{32}"),
    named("twilio_auth_token", "Twilio", "%h{32}"),
    token("sendgrid_key", "SG.", "%s{22}.%s{43}"),
    named("mailgun_key", "Mailgun", "%h{32}-%h{8}-%h{8}"),
    token("mailgun_legacy_key", "key-", "%h{32}", mixed),
    pattern("mailchimp_key", ("-us",), LEFT + r"[0-9a-f]{32}-us[0-9]{1,2}" + END,
            ("«" + example("%h{32}") + "-us14»",), (example("%h{30}") + "-us14", example("%h{32}") + "-uses")),
    named("postmark_token", "Postmark", "%g"),
    token("resend_key", "re_", "%c{8}_%c{24}"),
    token("brevo_key", "xkeysib-", "%h{64}-%w{16}"),
    token("brevo_smtp_key", "xsmtpsib-", "%h{64}-%w{16}"),
    token("mailersend_token", "mlsn.", "%h{64}"),
    named("sparkpost_key", "SparkPost", "%h{40}"),
    named("mandrill_key", "Mandrill", "md-%s{22}"),
    named("mandrill_legacy_key", "Mandrill", "%s{22}"),
    named("mailjet_secret", "Mailjet", "%h{32}"),
    _webhook("teams_webhook", "webhook.office.com", "/webhookb2/", "%g@%g/IncomingWebhook/%h{32}/%g"),
    _webhook("dingtalk_webhook", "oapi.dingtalk.com", r"/robot/send\?access_token=", "%h{64}"),
    token("dingtalk_secret", "SEC", "%h{64}"),
    named("dingtalk_app_secret", "DingTalk, 钉钉", "%s{64}"),
    _webhook("feishu_webhook", "open.feishu.cn", "/open-apis/bot/v2/hook/", "%g"),
    _webhook("lark_webhook", "open.larksuite.com", "/open-apis/bot/v2/hook/", "%g"),
    named("feishu_app_secret", "Feishu, Lark App, Lark Bot, 飞书", "%w{32}"),
    _webhook("wecom_webhook", "qyapi.weixin.qq.com", r"/cgi-bin/webhook/send\?key=", "%g"),
    named("wecom_secret", "WeCom, WeWork, CorpSecret, 企业微信, 企微", "%s{43}"),
    named("wechat_app_secret", "WeChat, Weixin, AppSecret, 微信, 公众号, 小程序", "%h{32}"),
    named("qq_app_secret", "QQ Bot, QQ App, QQ机器人", "%w{32}"),
    named("weibo_app_secret", "Weibo, 微博", "%h{32}"),
    named("douyin_client_secret", "Douyin, 抖音, TikTok", "%h{32}"),
    token("serverchan_key", "SCT", "%d{4,7}T%w{24,30}", random_looking),
    named("pushplus_token", "PushPlus", "%h{32}"),
    named("line_channel_secret", "Line Channel, Line Bot, Line Messaging", "%h{32}"),
    named("line_channel_token", "Line Channel, Line Bot, Line Messaging", "%b{160,180}%e"),
    named("zoom_secret", "Zoom SDK, Zoom Client, Zoom API", "%w{32}"),
    named("webex_token", "Webex", "%w{64}_%w{4}_%g"),
    named("intercom_token", "Intercom", "dG9r%b{56}%e"),
    named("pushover_token", "Pushover", "%l{30}"),
    named("pushbullet_token", "Pushbullet", "o.%w{32}"),
    token("onesignal_key", "os_v2_app_ os_v2_org_", "%j{103}"),
    named("pusher_secret", "Pusher", "%h{20}"),
    named("ably_key", "Ably", "%s{6}.%s{6}:%s{43}"),
    named("agora_certificate", "Agora, 声网", "%h{32}"),
    named("vonage_secret", "Vonage, Nexmo", "%w{16}"),
    named("messagebird_key", "MessageBird", "%w{25}"),
    named("plivo_token", "Plivo", "%w{40}"),
    token("telnyx_key", "KEY", "%x{32}_%w{22}"),
    named("infobip_key", "Infobip", "%h{32}-%g"),
    named("mattermost_token", "Mattermost", "%l{26}"),
    _matrix(),
    named("zulip_key", "Zulip", "%w{32}"),
    token("facebook_token", "EAA", "%w{100,400}", random_looking),
    named("facebook_app_secret", "Facebook, FB App, Meta App", "%h{32}"),
    token("instagram_token", "IGQ IGAA", "%s{100,250}", random_looking),
    pattern("twitter_bearer_token", ("AAAAAAAAAAAAAAAAAAAAA",), LEFT + r"A{20,24}(?!A)[A-Za-z0-9%]{78,120}+" + END,
            ("«" + "A" * 21 + "M" + example("%w{18}") + "%2B" + example("%w{64}") + "»",),
            ("A" * 110, "A" * 22 + "M" + "q7" * 20), random_looking),
    named("twitter_secret", "Twitter, X API", "%w{45}"),
    named("twitter_api_secret", "Twitter, X API", "%w{50}"),
    named("twitter_access_token", "Twitter, X API", "%d{15,19}-%w{20,40}"),
    token("linkedin_client_secret", "WPL_AP1.", "%w{16}.%b{6}=="),
    named("linkedin_legacy_secret", "LinkedIn", "%w{16}"),
    token("twitch_chat_token", "oauth:", "%l{30}", mixed),
    named("twitch_secret", "Twitch", "%l{30}"),
    named("reddit_secret", "Reddit", "%s{27}"),
    named("spotify_secret", "Spotify", "%h{32}"),
    named("strava_secret", "Strava", "%h{40}"),
    token("ringcentral_token", "U0pD", "%s{80,400}", said),
)  # fmt: skip
