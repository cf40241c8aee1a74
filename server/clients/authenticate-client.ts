import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { firstSeen } from "../oauth/replay-store.ts";
import { type AuthenticatedForm, JWT_BEARER } from "./authenticated-form.ts";
import type { ResourceServer } from "./client.ts";
import { type Assertion, claimedIssuer, verifyAssertion } from "./client-assertion.ts";
import { ClientRefused, tellRefused } from "./client-refusal.ts";
import { findRegistered } from "./client-store.ts";
import { findClient } from "./find-client.ts";

const MOST_JTI = 255;

/**
 * The resource server that asks, by `private_key_jwt` (RFC 7523 §3, RFC 7521 §4.2, OIDC Core §9) and nothing else: iss and
 * sub are its id, the issuer is the one audience, the assertion lives shortly and counts once.
 *
 * @throws OauthError `invalid_client`, the same for every reason
 */
export async function authenticateClient(ground: Ground, c: Call, form: AuthenticatedForm): Promise<ResourceServer> {
  try {
    return await authenticate(ground, c.req.header("authorization"), form);
  } catch (error) {
    throw error instanceof ClientRefused ? await tellRefused(ground, error) : error;
  }
}

async function authenticate(
  ground: Ground,
  header: string | undefined,
  { client_id: named, client_assertion: text, client_assertion_type: type }: AuthenticatedForm,
): Promise<ResourceServer> {
  if (header !== undefined) throw new ClientRefused("other_method");
  if (text === undefined) throw new ClientRefused("assertion_missing");
  if (type !== JWT_BEARER) throw new ClientRefused("other_method");
  const client = await demandConfidential(ground, claimedIssuer(text));
  if (named !== undefined && named !== client.id) throw new ClientRefused("wrong_subject", client.id);
  const assertion = await verifyAssertion(text, client, ground);
  await demandUnused(ground, client, assertion);
  return client;
}

/** @param id as the assertion says, of which nothing is verified yet */
async function demandConfidential(ground: Ground, id: string): Promise<ResourceServer> {
  const client = await findClient(ground, id);
  if (client === undefined) {
    const struckOff = await findRegistered(ground.db, id);
    throw struckOff === undefined ? new ClientRefused("client_unknown") : new ClientRefused("client_revoked", id);
  }
  if (client.kind !== "resource_server") throw new ClientRefused("not_confidential", client.id);
  return client;
}

/** Only now that it is the client's own: a stranger uses up nobody's `jti`, and nothing of his is remembered. */
async function demandUnused(
  { db }: Pick<Ground, "db">,
  { id }: ResourceServer,
  { jti, exp }: Assertion,
): Promise<void> {
  if (typeof jti !== "string" || jti === "" || jti.length > MOST_JTI) throw new ClientRefused("id_missing", id);
  const forgetAt = (Math.ceil(exp) + CLOCK_LEEWAY_SECONDS + 1) * 1000;
  if (!(await firstSeen(db, "client", id, jti, forgetAt))) throw new ClientRefused("replayed", id);
}
