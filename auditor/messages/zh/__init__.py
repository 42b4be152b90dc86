"""Simplified Chinese."""

from auditor.messages.zh import (
    commands,
    copies,
    formats,
    html,
    judging,
    privacy,
    quality,
    reading,
    risks,
    setup,
    trainers,
    training,
    views,
)

MESSAGES = {
    **commands.MESSAGES,
    **copies.MESSAGES,
    **html.MESSAGES,
    **formats.MESSAGES,
    **judging.MESSAGES,
    **privacy.MESSAGES,
    **quality.MESSAGES,
    **reading.MESSAGES,
    **risks.MESSAGES,
    **setup.MESSAGES,
    **trainers.MESSAGES,
    **training.MESSAGES,
    **views.MESSAGES,
}
