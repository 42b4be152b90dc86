"""Keys of clouds and hosts outside China.

Who confirms which form, `docs/credentials.md` says.
"""

from __future__ import annotations

from auditor.text.private.credentials.forms import (
    END,
    END_BASE64,
    LEFT,
    checked,
    crc16,
    crc62,
    end_of,
    example,
    mixed,
    named,
    notation,
    pattern,
    random_looking,
    said,
    summed_rest,
    token,
)  # fmt: skip
from auditor.text.private.labels import BETWEEN
from auditor.text.private.model import Pattern


def _labelled(form: str, gate: tuple[str, ...], label: str, spec: str) -> Pattern:
    """A value of fixed length behind a name that nothing else has; the first gate word is such a name."""
    value = example(spec, form)
    regex = rf"(?i:{label})\s?{BETWEEN}({notation(spec)}){end_of(spec)}"
    hits = (
        f"{gate[0]} = «{value}»",
        f'"{gate[0]}": "«{value}»"',
        f"{gate[0]}是«{value}»",
        f"the {gate[0]} <b>«{value}»</b>",
    )
    return pattern(form, gate, regex, hits, (f"{gate[0]} = {example(spec, form, short=True)}",))


def _vercel(form: str, start: str) -> Pattern:
    body = example("%s{50}", start)
    return token(form, start, "%s{50}%w{6}", checked, hit=start + body + crc62(body))


def _cloudflare(form: str, start: str) -> Pattern:
    body = example("%w{40}", start)
    return token(form, start, "%w{40}%x{8}", summed_rest, hit=start + body + crc16(body))


def _inside(form: str, before: str, mark: str, after: str) -> Pattern:
    """A key with a fixed mark inside it."""
    value = example(before, form) + mark + example(after, form)
    regex = LEFT + notation(before) + mark.replace("+", r"\+") + notation(after) + end_of(after)
    return pattern(form, (mark,), regex, (f"«{value}»", f"密钥«{value}»"), (value[1:], value + "a"))


PATTERNS: tuple[Pattern, ...] = (
    token("aws_access_key_id", "AKIA ASIA", "%q{16}", mixed),
    token("aws_service_bearer_token", "ABIA", "%q{16}", mixed),
    token("aws_context_credential", "ACCA", "%q{16}", mixed),
    token("aws_appsync_key", "da2-", "%l{26}", mixed),
    _labelled("aws_secret_access_key",
              ("aws_secret_access_key", "aws_secret", "AWS_SECRET", "ecretAccessKey", "ecret access key",
               "ecret Access Key", "WS secret", "WS Secret"),
              "aws[ _-]?secret(?:[ _-]?access)?(?:[ _-]?key)?|secret ?access ?key", "%b{40}"),
    token("aws_session_token", "IQoJb3JpZ2lu FwoGZXIvYXdz FQoGZXIvYXdz", "%b{80,3000}%e"),
    token("aws_bedrock_key", "ABSKQmVkcm9ja0FQSUtleS", "%b{60,200}%e"),
    token("aws_bedrock_session_key", "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3Mu", "%b{60,3000}%e"),
    token("aws_mws_token", "amzn.mws.", "%g"),
    token("amazon_oauth_client_secret", "amzn1.oa2-cs.v1.", "%h{64}"),
    token("google_api_key", "AIza", "%s{35}"),
    token("google_oauth_client_secret", "GOCSPX-", "%s{28}"),
    token("google_oauth_token", "ya29. ya29.c. ya29.a0", "%s{40,500}"),
    token("google_refresh_token", "1//0", "%s{40,120}", random_looking),
    token("google_recaptcha_secret", "6L", "%s{38}", said),
    _labelled("gcp_private_key_id", ("private_key_id",), "private_key_id", "%h{40}"),
    pattern("firebase_server_key", (":APA91b",), LEFT
            + r"AAAA[A-Za-z0-9_\-]{7}:APA91b[A-Za-z0-9_\-]{134}(?![A-Za-z0-9_\-])",
            ("«AAAA" + example("%w{7}") + ":APA91b" + example("%s{134}") + "»",), ("AAAA1234567:APA91b" + "q7" * 20,)),
    _labelled("azure_storage_key", ("AccountKey",), "AccountKey", "%b{86}=="),
    _labelled("azure_shared_access_key", ("SharedAccessKey",), "SharedAccessKey", "%b{43}="),
    pattern("azure_sas_signature", ("sig=",), r"[?&;]sig=([A-Za-z0-9%+/]{40,80}(?:%3[Dd]|=))" + END_BASE64,
            ("?sv=2022-11-02&sig=«" + example("%w{43}") + "%3D»",), ("?sig=" + example("%w{12}"),)),
    pattern("azure_client_secret", ("Q~",), LEFT
            + r"[A-Za-z0-9_~.\-]{3}[0-9]Q~[A-Za-z0-9_~.\-]{30,33}[A-Za-z0-9_~\-]" + END,
            ("«" + example("%w{3}") + "8Q~" + example("%w{34}") + "»", "«a~b7Q~" + example("%w{31}") + "»"),
            ("abc8Q~" + example("%w{20}"),)),
    _inside("azure_storage_identifiable_key", "%b{76}", "+ASt", "%b{6}=="),
    _inside("azure_batch_key", "%b{76}", "+ABa", "%b{6}=="),
    _inside("azure_cosmos_db_key", "%b{76}", "ACDb", "%b{6}=="),
    _inside("azure_functions_key", "%s{44}", "AzFu", "%s{6}=="),
    _inside("azure_search_key", "%w{42}", "AzSe", "%w{6}"),
    _inside("azure_cache_key", "%b{33}", "AzCa", "%b{6}="),
    _inside("azure_container_registry_key", "%b{42}", "+ACR", "%b{6}"),
    _inside("azure_relay_key", "%b{33}", "+ARm", "%b{6}="),
    _inside("azure_event_grid_key", "%b{33}", "AZEG", "%b{6}="),
    _inside("azure_machine_learning_key", "%b{76}", "+AMC", "%b{6}=="),
    _inside("azure_service_bus_key", "%b{33}", "+ASb", "%b{6}="),
    _inside("azure_event_hub_key", "%b{33}", "+AEh", "%b{6}="),
    _inside("azure_iot_key", "%b{33}", "AIoT", "%b{6}="),
    _inside("azure_api_management_key", "%b{76}", "APIM", "%b{6}=="),
    _inside("azure_devops_token", "%w{76}", "AZDO", "%w{4}"),
    _inside("azure_ai_key", "%w{52}", "JQQJ99", "%w{26}"),
    named("azure_service_key", "Azure OpenAI, Azure, Ocp Apim Subscription", "%h{32}"),
    token("digitalocean_token", "dop_v1_", "%h{64}"),
    token("digitalocean_oauth_token", "doo_v1_", "%h{64}"),
    token("digitalocean_refresh_token", "dor_v1_", "%h{64}"),
    named("digitalocean_spaces_secret", "DigitalOcean, Spaces Secret, Spaces Access", "%b{43}"),
    named("linode_token", "Linode", "%h{64}"),
    named("vultr_key", "Vultr", "%w{36}"),
    named("hetzner_token", "Hetzner, hcloud", "%w{64}"),
    token("heroku_key", "HRKU-", "%s{60}"),
    token("heroku_key", "HRKU-", "%g"),
    named("heroku_legacy_key", "Heroku", "%g"),
    token("fly_token", "fo1_", "%s{43}"),
    token("fly_macaroon", "fm1r_ fm1a_ fm2_", "%b{100,2000}%e"),
    token("render_key", "rnd_", "%w{28,33}", mixed),
    named("railway_token", "Railway API, Railway Token", "%g"),
    _vercel("vercel_personal_token", "vcp_"),
    _vercel("vercel_integration_token", "vci_"),
    _vercel("vercel_app_token", "vca_"),
    _vercel("vercel_app_refresh_token", "vcr_"),
    _vercel("vercel_ai_key", "vck_"),
    token("vercel_blob_token", "vercel_blob_rw_", "%w{16}_%w{30,40}"),
    named("vercel_legacy_token", "Vercel", "%w{24}"),
    token("netlify_token", "nfp_ nfc_ nfo_ nfu_ nfb_", "%w{36}"),
    named("netlify_legacy_token", "Netlify", "%s{43,45}"),
    token("cloudflare_origin_ca_key", "v1.0-", "%h{24}-%h{146}"),
    _cloudflare("cloudflare_token", "cfut_"),
    _cloudflare("cloudflare_account_token", "cfat_"),
    _cloudflare("cloudflare_key", "cfk_"),
    named("cloudflare_legacy_token", "Cloudflare, CF API", "%s{40}"),
    named("cloudflare_global_key", "Cloudflare, CF API, X Auth Key", "%h{37}"),
    token("scaleway_access_key", "SCW", "%u{17}", said),
    named("scaleway_secret_key", "Scaleway, SCW", "%g"),
    named("ovh_application_secret", "OVH", "%w{32}"),
    named("ibm_cloud_key", "IBM Cloud, IBM API, Watson API", "%s{44}"),
    named("oracle_cloud_auth_token", "Oracle Cloud, OCI Auth, OCI Token", "%w{32}"),
    token("backblaze_application_key", "K001 K002 K003 K004 K005", "%b{27}", said),
    named("wasabi_secret_key", "Wasabi", "%w{40}"),
    token("exoscale_key", "EXO", "%h{24}", mixed),
    token("upcloud_token", "ucat_", "%u{26}", mixed),
    token("porkbun_key", "pk1_ sk1_", "%h{64}"),
    named("fastly_token", "Fastly", "%s{32}"),
    token("dnsimple_token", "dnsimple_a_ dnsimple_u_", "%w{32}"),
    token("tailscale_key", "tskey-auth- tskey-api- tskey-client- tskey-scim- tskey-webhook-", "%w{11,24}-%w{18,40}"),
    named("ngrok_token", "ngrok", "2%w{26}_%d%w{20}"),
    named("equinix_token", "Equinix, Packet API", "%w{32}"),
    named("namecheap_key", "Namecheap", "%h{32}"),
    named("godaddy_secret", "GoDaddy", "%w{22}"),
    named("cloudinary_secret", "Cloudinary", "%s{27}"),
    named("cloudinary_secret", "Cloudinary", "%w{32}"),
)  # fmt: skip
