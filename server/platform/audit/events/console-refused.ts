import { PERMISSIONS } from "@nearside/shared/roles.ts";
import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * Somebody who is signed in asked for what their role does not include, made a change without a good touch (threats I1, I5), or
 * wanted to let in a machine of their own (threat R10). Or somebody else had the cookie of their session: a page of another origin
 * (`foreign_request`), or whoever has no key to it (`not_signed_in`). The subject is the user's id; `path` is the route's, with its
 * parameters unnamed.
 */
export const consoleRefused = defineEvent(
  "console_refused",
  1,
  v.strictObject({
    code: v.picklist(["foreign_request", "not_permitted", "not_signed_in", "own_enrolment", "touch_invalid"]),
    permission: v.picklist(Object.keys(PERMISSIONS)),
    path: v.string(),
    /** Of the chain's set, where a passkey's answer was not taken. */
    refusal: v.nullable(v.string()),
  }),
);
