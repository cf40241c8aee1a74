import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A second administrator agreed to a way back; the subject is the way back. Its ticket can be had from `opens_at` on, epoch milliseconds. */
export const recoveryAgreed = defineEvent(
  "recovery_agreed",
  1,
  v.strictObject({ user_id: v.string(), opens_at: v.number(), closes_at: v.number() }),
);
