"""English."""

from auditor.messages.en import (
    commands,
    copies,
    evallogs,
    formats,
    html,
    judging,
    privacy,
    probing,
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
    **evallogs.MESSAGES,
    **html.MESSAGES,
    **formats.MESSAGES,
    **judging.MESSAGES,
    **privacy.MESSAGES,
    **probing.MESSAGES,
    **quality.MESSAGES,
    **reading.MESSAGES,
    **risks.MESSAGES,
    **setup.MESSAGES,
    **trainers.MESSAGES,
    **training.MESSAGES,
    **views.MESSAGES,
}
