import { accepts } from "hono/accepts";
import type { Call } from "../../platform/http/call.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import { limitIntrospection } from "../../platform/limits/limit-introspection.ts";
import { authenticateClient } from "../../protocol/clients/authenticate-client.ts";
import type { AboutTokenForm } from "../../protocol/tokens/about-token-form.ts";
import { INTROSPECTION_JWT_TYPE, introspectToken, signIntrospection } from "../../protocol/tokens/introspect-token.ts";
import type { Services } from "../services.ts";

const JSON_TYPE = "application/json";
const JWT_TYPE = `application/${INTROSPECTION_JWT_TYPE}`;

/** POST /oauth/introspect (RFC 7662, RFC 9701): for resource servers that prove who they are, and for nobody else. */
export const oauthIntrospect = (services: Services) => async (c: Call, form: AboutTokenForm) => {
  const asker = await authenticateClient(services, c, form);
  await limitIntrospection(services, services.addressOf(c), asker);
  if (form.token === undefined) throw new OauthError("invalid_request", "token is missing.");
  const answer = await introspectToken(services, form.token, asker);
  const wanted = accepts(c, { header: "Accept", supports: [JSON_TYPE, JWT_TYPE], default: JSON_TYPE });
  if (wanted === JSON_TYPE) return c.json(answer);
  c.header("Content-Type", JWT_TYPE);
  return c.body(await signIntrospection(services, answer, asker));
};
