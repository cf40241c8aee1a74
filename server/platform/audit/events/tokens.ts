import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A refresh token was rotated; the subject is the token family (protocol §4.6). `retry`: the first response had been lost. */
export const tokenRefreshed = defineEvent(
  "token_refreshed",
  1,
  { limit: "user_refreshes" },
  v.strictObject({ access_token_jti: v.string(), retry: v.boolean() }),
);

/** A refresh was refused; the subject is the token family. `revoked`: the whole family was ended by it (RFC 9700 §4.14.2). */
export const refreshRefused = defineEvent(
  "refresh_refused",
  1,
  { alike: ["code", "revoked"] },
  v.strictObject({ code: v.string(), revoked: v.boolean() }),
);

/**
 * A token was exchanged for another one (RFC 8693); the subject is the token family. `actor`: the client acts for the person. Otherwise the
 * program that has the token took a narrower one.
 */
export const tokenExchanged = defineEvent(
  "token_exchanged",
  1,
  { limit: "login_exchanges" },
  v.strictObject({
    client_id: v.string(),
    actor: v.boolean(),
    subject_token_jti: v.string(),
    access_token_jti: v.string(),
    audience: v.array(v.string()),
    scope: v.string(),
  }),
);

/** An exchange of a token was refused; the subject is its token family, `client_id` the client that made the request. */
export const exchangeRefused = defineEvent(
  "exchange_refused",
  1,
  { alike: ["code", "client_id"] },
  v.strictObject({ code: v.string(), client_id: v.string(), subject_token_jti: v.string() }),
);

/**
 * Tokens were ended before their time; the subject is the token family. `access_token_jti`: that token and those it was exchanged for;
 * null: the whole family. `by`: the client that has the token (RFC 7009), a person at the server's own shell, a person in the
 * console, the rules, because of what its machine says of itself now
 * (protocol §4.8), or its machine, because the session with the host or the container has ended (§10.5).
 */
export const tokenRevoked = defineEvent(
  "token_revoked",
  1,
  "once",
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
      "ended_by_administrator",
      "not_by_person",
      "rule_denied",
      "place_ended",
    ]),
    by: v.picklist(["client", "server_shell", "console", "rules", "machine"]),
  }),
);
