import * as v from "valibot";
import { enrolmentEndTexts } from "../texts/enrolment-ends.ts";

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
 * asks for another try; `ticket_revoked`: its ticket was revoked; `ticket_freed`: its ticket was given back to its
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
export const END_SENTENCES: Readonly<Record<EnrolmentEnd["reason"], string>> = enrolmentEndTexts;
