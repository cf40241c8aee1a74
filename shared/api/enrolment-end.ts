import * as v from "valibot";

export const ENROLMENT_ENDS = [
  "words_differ",
  "cancelled",
  "superseded",
  "ticket_revoked",
  "ticket_freed",
  "declined",
  "asked_again",
  "server_key_given_up",
] as const;

/**
 * The reason for which an enrolment was refused. `declined`: an administrator said no; `asked_again`: an administrator
 * asks for another try; `ticket_revoked`: its ticket was taken back; `ticket_freed`: its ticket was given back to its
 * person; `superseded`: a newer try with the same ticket took its place; `server_key_given_up`: the server gave up the
 * keys that it had signed it with.
 */
export const enrolmentEndSchema = v.strictObject({
  reason: v.picklist(ENROLMENT_ENDS),
  /** The administrator's note to the person: hostile until made visible. */
  note: v.nullable(v.pipe(v.string(), v.maxLength(500))),
});
export type EnrolmentEnd = v.InferOutput<typeof enrolmentEndSchema>;

/** The sentence that a person reads: what happened, and what to do. The note comes with it. */
export const END_SENTENCES: Readonly<Record<EnrolmentEnd["reason"], string>> = {
  words_differ:
    "The six words were said to differ, or were typed wrongly too often. Most often a word was misread, misheard or mistyped: enrol again, and compare each. If they do differ then, somebody else may have come between: stop there, and report it.",
  cancelled: "It was cancelled, on this machine or by your administrator.",
  superseded: "It was begun anew with the same ticket.",
  ticket_revoked: "Your administrator took the ticket back. Ask for a new one.",
  ticket_freed:
    "Your administrator freed the ticket, so this attempt ended. You can begin again with the same ticket, here or on another machine.",
  declined: "Your administrator did not let it in.",
  asked_again: "Your administrator asks you to enrol again, for a machine with a new ticket that you get from them.",
  server_key_given_up:
    "The server gave up the keys that it signed this enrolment with, because somebody else may have them. Ask your administrator whether the ticket still works or for a new one, and enrol again.",
};
