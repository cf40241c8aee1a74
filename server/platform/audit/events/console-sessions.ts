import { PERMISSIONS } from "@nearside/shared/roles.ts";
import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A person signed in to the console by a passkey of an enrolled machine; the subject is the user's id. */
export const consoleSignedIn = defineEvent(
  "console_signed_in",
  1,
  { limit: "sign_ins" },
  v.strictObject({ extension_jkt: v.string(), credential_id: v.string() }),
);

/** An enrolled browser did not get its person into the console; the subject is the user's id, `code` a refusal code. */
export const consoleSignInRefused = defineEvent(
  "console_sign_in_refused",
  1,
  { alike: ["code"] },
  v.strictObject({ code: v.string(), field: v.nullable(v.string()) }),
);

/**
 * A person who is signed in requested more than their role includes, made a change without a good touch (threats I1, I5), or wanted to let
 * in a machine of their own (threat R10). Or another party had the cookie of their session: a page of another origin (`foreign_request`),
 * or a client without its key (`not_signed_in`). The subject is the user's id; `path` is the route's, with its parameters unnamed.
 */
export const consoleRefused = defineEvent(
  "console_refused",
  1,
  { alike: ["code", "permission", "path", "refusal"] },
  v.strictObject({
    code: v.picklist(["foreign_request", "not_permitted", "not_signed_in", "own_enrolment", "touch_invalid"]),
    permission: v.picklist(Object.keys(PERMISSIONS)),
    path: v.string(),
    /** The refusal code of the chain, if a passkey's answer was refused. */
    refusal: v.nullable(v.string()),
  }),
);

/** A person ended sessions of their own in the console, from one of them; the subject is the user's id. */
export const consoleSessionsEnded = defineEvent(
  "console_sessions_ended",
  1,
  "signed",
  v.strictObject({
    sessions: v.number(),
    /** True if the session that made the request is among them. */
    this_too: v.boolean(),
  }),
);

/** A person ended their own session in the console; the subject is the user's id. */
export const consoleSignedOut = defineEvent("console_signed_out", 1, "once", v.strictObject({}));
