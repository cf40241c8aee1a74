import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * Tokens were ended before their time; the subject is the token family. `access_token_jti`: that one and what it was exchanged
 * for; null: the whole family. `by`: the client that has the token (RFC 7009), or whoever has the server's own shell.
 */
export const tokenRevoked = defineEvent(
  "token_revoked",
  1,
  v.strictObject({
    access_token_jti: v.nullable(v.string()),
    reason: v.picklist([
      "logged_out",
      "user_suspended",
      "machine_revoked",
      "browser_revoked",
      "passkey_revoked",
      "user_offboarded",
      "ended_by_person",
      "not_by_person",
    ]),
    by: v.picklist(["client", "server_shell", "console"]),
  }),
);
