import * as v from "valibot";
import { secondsSchema } from "../../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../../ids.ts";
import { assertionJsonSchema, requestOptionsSchema } from "../../passkey/webauthn.ts";
import { roleSchema } from "../../roles.ts";
import { jwsSchema } from "../../signing/jws.ts";
import { publicJwkSchema } from "../../signing/keys.ts";
import { entry } from "../entry.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { ask, read } from "./entry.ts";

// Signing in to console and account, by a passkey, in a browser that is enrolled (protocol §8). Every request of a session carries
// a DPoP proof (RFC 9449 §4.2) by the key that was named when it began; its cookie alone opens nothing.

/** POST /api/console/sign-in/nonce {} → `now` is the server's clock, by which the page judges its own. */
export const signInNonceAnswerSchema = v.strictObject({ nonce: randomIdSchema, now: secondsSchema });

/** POST /api/console/sign-in/options → the passkeys that may sign, and the challenge. */
const signInOptionsBodySchema = v.strictObject({ sign_in: jwsSchema, session_jkt: sha256TextSchema });
export const signInOptionsAnswerSchema = v.strictObject({
  user: v.strictObject({ name: v.string(), display_name: v.string() }),
  options: requestOptionsSchema,
});

/** POST /api/console/sign-in → the session, and its cookie. */
const signInBodySchema = v.strictObject({
  sign_in: jwsSchema,
  session_key: publicJwkSchema,
  assertion: assertionJsonSchema,
});

/** GET /api/console/session: the person, the machine, and the end of the session. Times in epoch milliseconds. */
export const sessionAnswerSchema = v.strictObject({
  now: v.number(),
  user: v.strictObject({ id: v.string(), name: v.string(), display_name: v.string(), role: roleSchema }),
  machine: v.strictObject({ device: v.string(), hostname: v.string(), browser: v.string() }),
  signed_in_at: v.number(),
  /** The end of the session if no request comes before. */
  idle_ends_at: v.number(),
  ends_at: v.number(),
});
export type SessionAnswer = v.InferOutput<typeof sessionAnswerSchema>;

export const sessionApi = {
  view: read("/api/console/session", "account", emptyBodySchema, sessionAnswerSchema),
  signOut: ask("/api/console/sign-out", "account", emptyBodySchema, emptyBodySchema),
};

/** These entries begin a session, so they need none. */
export const signInApi = {
  nonce: entry("POST", "/api/console/sign-in/nonce", emptyBodySchema, signInNonceAnswerSchema),
  options: entry("POST", "/api/console/sign-in/options", signInOptionsBodySchema, signInOptionsAnswerSchema),
  signIn: entry("POST", "/api/console/sign-in", signInBodySchema, emptyBodySchema),
};
