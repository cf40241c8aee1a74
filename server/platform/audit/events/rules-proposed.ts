import { sha256TextSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A set of step-up rules waits for a second author; the subject is the proposal. */
export const rulesProposed = defineEvent(
  "rules_proposed",
  1,
  v.strictObject({ reason: v.string(), text_hash: sha256TextSchema, base: v.number(), by: bySchema }),
);
