"""Simplified Chinese."""

from auditor.messages.zh import commands, copies, privacy, quality, reading, risks, trainers, training, views

MESSAGES = {
    **commands.MESSAGES,
    **copies.MESSAGES,
    **privacy.MESSAGES,
    **quality.MESSAGES,
    **reading.MESSAGES,
    **risks.MESSAGES,
    **trainers.MESSAGES,
    **training.MESSAGES,
    **views.MESSAGES,
}
