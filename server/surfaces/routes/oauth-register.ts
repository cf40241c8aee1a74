import { MAX_JSON_DEPTH, withinDepth } from "@nearside/shared/encoding/json.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import { readText } from "../../platform/http/read-body.ts";
import { MAX_BODY } from "../../platform/http/route.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { demandClientTicket, registerWithTicket } from "../../protocol/clients/register-client.ts";
import { oauthTexts } from "../../texts/oauth.ts";

/** The syntax of RFC 6750 §2.1, with the scheme in any case (RFC 9110 §11.1). */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** POST /oauth/register (RFC 7591 §3) takes a client ticket as the initial access token. RFC 7592 is not offered. */
export const oauthRegister = (services: WithClock & WithConfig & WithDb & WithRandom) => async (c: Call) => {
  const header = c.req.header("authorization");
  try {
    const ticket = ticketIn(header);
    await demandClientTicket(services, ticket); // so the body of a stranger's request is not read
    const metadata = readMetadataText(await readText(c, "application/json", MAX_BODY));
    const answer = await registerWithTicket(services, ticket, metadata);
    c.header("Pragma", "no-cache"); // RFC 7591 §3.2.1; every answer has Cache-Control
    return c.json(answer, 201);
  } catch (error) {
    if (error instanceof OauthError && error.code === "invalid_token")
      c.header("WWW-Authenticate", challenge(header !== undefined));
    throw error;
  }
};

function ticketIn(header: string | undefined): string {
  const [, ticket] = BEARER.exec(header ?? "") ?? [];
  if (ticket !== undefined) return ticket;
  throw new OauthError("invalid_token", oauthTexts.registration.ticketMissing);
}

/** RFC 6750 §3: there is no error code if the request had no token. */
const challenge = (shown: boolean): string => `Bearer realm="nearside"${shown ? ', error="invalid_token"' : ""}`;

/** Reads JSON of any form. Unlike our own messages, the metadata is not signed, so it may be written in any way. */
function readMetadataText(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new OauthError("invalid_client_metadata", oauthTexts.registration.notJson, { cause });
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (isObject && withinDepth(value, MAX_JSON_DEPTH)) return value;
  throw new OauthError("invalid_client_metadata", oauthTexts.registration.deepObject);
}
