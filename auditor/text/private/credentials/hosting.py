"""Tokens of source hosts and package registries.

Who confirms which form, `docs/credentials.md` says.
"""

from __future__ import annotations

from collections.abc import Callable

from auditor.text.private.credentials.forms import (
    Sure,
    checked,
    crc16,
    crc36,
    crc62,
    example,
    mixed,
    named,
    random_looking,
    routed,
    summed,
    token,
)  # fmt: skip
from auditor.text.private.model import Pattern


def _checked(form: str, start: str, length: int = 36) -> Pattern:
    body = example(f"%w{{{length - 6}}}", start)
    return token(form, start, f"%w{{{length}}}", checked, hit=start + body + crc62(body))


def _upper16(text: str) -> str:
    return crc16(text).upper()


def _ending(form: str, start: str, spec: str, end: str, sure: Sure, crc: Callable[[str], str]) -> Pattern:
    """A token whose last part is a checksum of all before it."""
    body = start + example(spec, form)
    return token(form, start, spec + end, sure, hit=body + crc(body))


PATTERNS: tuple[Pattern, ...] = (
    _checked("github_token", "ghp_"),
    _checked("github_oauth_token", "gho_"),
    _checked("github_app_user_token", "ghu_"),
    _checked("github_app_token", "ghs_"),
    _checked("github_refresh_token", "ghr_"),
    _checked("github_refresh_token", "ghr_", 76),
    token("github_fine_grained_token", "github_pat_", "%w{22}_%w{59}"),
    named("github_legacy_token", "GitHub", "%h{40}"),
    token("gitlab_token", "glpat-", "%s{20}"),
    _ending("gitlab_token", "glpat-", "%s{27,300}.01.%l{2}", "%l{7}", routed, crc36),
    token("gitlab_trigger_token", "glptt-", "%h{40}"),
    token("gitlab_deploy_token", "gldt-", "%s{20}"),
    token("gitlab_runner_token", "glrt-", "%s{20}"),
    token("gitlab_runner_token", "glrt- glrtr-", "t%d_%s{20,30}"),
    _ending("gitlab_runner_token", "glrt-", "t%d_%s{27,300}.01.%l{2}", "%l{7}", routed, crc36),
    token("gitlab_runner_registration_token", "GR1348941", "%s{20}"),
    token("gitlab_job_token", "glcbt-", "%w{1,5}_%s{20}"),
    token("gitlab_feed_token", "glft-", "%s{20}"),
    token("gitlab_mail_token", "glimt-", "%s{25}"),
    token("gitlab_agent_token", "glagent-", "%s{50}"),
    token("gitlab_oauth_secret", "gloas-", "%s{64}"),
    token("gitlab_scim_token", "glsoat-", "%s{20}"),
    token("gitlab_feature_flag_token", "glffct-", "%s{20}"),
    token("gitlab_workspace_token", "glwt-", "%s{20,64}"),
    _ending("bitbucket_app_password", "ATBB", "%w{24}", "%x{8}", summed, _upper16),
    _ending("bitbucket_access_token", "ATCTT3xFfGN0", "%s{80,800}=", "%x{8}", summed, _upper16),
    _ending("atlassian_token", "ATATT3xFfGF0", "%s{80,800}=", "%x{8}", summed, _upper16),
    token("bitbucket_server_token", "BBDC-", "%s{44}"),
    named("atlassian_legacy_token", "Atlassian, Jira, Confluence", "%w{24}"),
    named("bitbucket_client_secret", "Bitbucket", "%w{32}"),
    named("gitee_token", "Gitee, 码云", "%h{32}"),
    named("gitea_token", "Gitea, Forgejo, Codeberg, Gogs", "%h{40}"),
    named("coding_token", "Coding.net", "%h{40}"),
    token("sourcegraph_token", "sgp_", "%h{16}_%h{40}"),
    token("sourcegraph_token", "sgp_", "%h{40}"),
    token("sourcegraph_license_token", "slk_", "%h{64}"),
    _checked("npm_token", "npm_"),
    token("pypi_token", "pypi-AgEIcHlwaS5vcmc", "%s{50,1000}"),
    token("testpypi_token", "pypi-AgENdGVzdC5weXBpLm9yZ", "%s{50,1000}"),
    token("rubygems_key", "rubygems_", "%h{48}"),
    token("crates_token", "cio", "%w{32}", random_looking),
    token("nuget_key", "oy2", "%j{43}", mixed),
    token("docker_token", "dckr_pat_", "%s{27}"),
    token("docker_organization_token", "dckr_oat_", "%s{32}"),
    token("jfrog_key", "AKCp", "%w{69}"),
    token("jfrog_reference_token", "cmVmdGtuO", "%s{55}"),
    token("packagist_token", "packagist_ort_ packagist_out_ packagist_uut_ packagist_cut_", "%h{68}"),
    token("packagist_key", "packagist_ack_", "%h{28,32}"),
    token("packagist_secret", "packagist_acs_", "%h{64,96}"),
    token("clojars_token", "CLOJARS_", "%h{60}"),
    token("deno_deploy_token", "ddp_ ddo_", "%w{36}"),
    named("hex_key", "Hex.pm, Hex API", "%h{32}"),
    token("cloudsmith_key", "csa_", "%h{30}%w{6}", mixed),
    named("cloudsmith_legacy_key", "Cloudsmith", "%h{40}"),
    named("expo_token", "Expo Token, Expo Access", "%s{40}"),
    named("cocoapods_token", "CocoaPods", "%h{32}"),
    named("sonatype_token", "Sonatype, OSSRH", "%b{44}"),
    named("quay_token", "Quay.io, Quay Token", "%u{64}"),
)
