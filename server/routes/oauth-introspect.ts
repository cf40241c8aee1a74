import { accepts } from "hono/accepts";
import { authenticateClient } from "../clients/authenticate-client.ts";
import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { limitIntrospection } from "../limits/limit-introspection.ts";
import type { AboutTokenForm } from "../oauth/about-token-form.ts";
import { INTROSPECTION_JWT_TYPE, introspectToken, signIntrospection } from "../oauth/introspect-token.ts";
import { OauthError } from "../oauth/oauth-error.ts";

const JSON_TYPE = "application/json";
const JWT_TYPE = `application/${INTROSPECTION_JWT_TYPE}`;

/** POST /oauth/introspect (RFC 7662, RFC 9701): for resource servers that prove who they are, and for nobody else. */
export const oauthIntrospect = (ground: Ground) => async (c: Call, form: AboutTokenForm) => {
  const asker = await authenticateClient(ground, c, form);
  await limitIntrospection(ground, ground.addressOf(c), asker);
  if (form.token === undefined) throw new OauthError("invalid_request", "token is missing.");
  const answer = await introspectToken(ground, form.token, asker);
  const wanted = accepts(c, { header: "Accept", supports: [JSON_TYPE, JWT_TYPE], default: JSON_TYPE });
  if (wanted === JSON_TYPE) return c.json(answer);
  c.header("Content-Type", JWT_TYPE);
  return c.body(await signIntrospection(ground, answer, asker));
};
