/** These say why an enrolment ended, and what to do next. An administrator's note may follow. */
export const enrolmentEndTexts = {
  words_differ:
    "The six words differed, or were mistyped too often, so the enrolment ended. Most often a word was misread, misheard or mistyped: enrol again, and compare each. If they differ again, somebody may have come between: stop, and report it.",
  cancelled: "The enrolment was cancelled on this machine or by your administrator.",
  superseded: "Another enrolment was started with the same ticket, so this one ended.",
  ticket_revoked: "Your administrator revoked the ticket. Ask for a new one.",
  ticket_freed:
    "Your administrator made the ticket usable again, so this attempt ended. Start again with the same ticket, here or on another machine.",
  declined: "Your administrator refused the enrolment.",
  asked_again: "Your administrator asks you to enrol again. For a machine, ask them for a new ticket.",
  server_key_given_up:
    "The server revoked the keys that signed this enrolment, because somebody else may have them. Enrol again. If the ticket no longer works, ask your administrator for a new one.",
} as const;
