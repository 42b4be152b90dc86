"""English."""

from auditor.messages.en import commands, copies, privacy, reading, risks, views

MESSAGES = {
    **commands.MESSAGES,
    **copies.MESSAGES,
    **privacy.MESSAGES,
    **reading.MESSAGES,
    **risks.MESSAGES,
    **views.MESSAGES,
}
