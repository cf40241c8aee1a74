import * as v from "valibot";
import { isRegistered } from "../../platform/config/clients/redirect-uri.ts";
import { findCommandLine, type Register } from "../../register/clients/find-client.ts";

// The authorization endpoint (RFC 6749 §3.1) grants nothing: a login begins on the machine itself, by the device authorization grant.
// Programs that redirect (RFC 8252) get the refusal at an address where they can read it.

/** So many characters fit into an address beside everything else. */
const MOST_STATE = 1024;

/** Printable ASCII (RFC 6749 appendix A): what is echoed is exactly what came. */
export const authorizationRequestSchema = v.object({
  client_id: v.pipe(v.string(), v.maxLength(128)),
  redirect_uri: v.string(),
  state: v.optional(v.pipe(v.string(), v.maxLength(MOST_STATE), v.regex(/^[\x20-\x7e]+$/))),
});

/** The request as a form (OpenID Connect Core 1.0 §3.1.2.1). */
export const authorizationBody = {
  contentType: "application/x-www-form-urlencoded",
  schema: authorizationRequestSchema,
} as const;

const DESCRIPTION =
  "This server starts no login from a browser. Use the device authorization grant with a device statement, as the Nearside command line and SDK do.";

/**
 * Returns the address to which the browser is sent back with the refusal: a loopback address that a known program has registered
 * (RFC 6749 §4.1.2.1).
 *
 * @param parameters of the query or the form, each once
 * @returns undefined if the browser must not be sent anywhere
 */
export async function refusedRedirect(
  register: Register,
  parameters: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const parsed = v.safeParse(authorizationRequestSchema, parameters);
  if (!parsed.success) return undefined;
  const { client_id, redirect_uri, state } = parsed.output;
  const client = await findCommandLine(register, client_id);
  if (client === undefined || !isRegistered(redirect_uri, client.redirectUris)) return undefined;
  const query = new URLSearchParams({
    error: "unauthorized_client",
    error_description: DESCRIPTION,
    ...(state === undefined ? {} : { state }),
    iss: register.config.issuer, // RFC 9207 §2
  });
  return `${redirect_uri}?${query}`; // a registered address has no query of its own
}
