import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { ResourceServer } from "../../platform/config/clients/client.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { findRegistered } from "../../register/clients/client-store.ts";
import { findClient } from "../../register/clients/find-client.ts";
import { firstSeen } from "../../register/tokens/seen-messages.ts";
import { type AuthenticatedForm, JWT_BEARER } from "./authenticated-form.ts";
import { type Assertion, readAssertion, verifyAssertion } from "./client-assertion.ts";
import { ClientRefused, tellRefused } from "./client-refusal.ts";

const MOST_JTI = 255;

/**
 * The resource server that asks, by `private_key_jwt` (RFC 7523 §3, RFC 7521 §4.2, OIDC Core §9) and nothing else: iss and
 * sub are its id, the issuer is the one audience, the assertion lives shortly and counts once.
 *
 * @throws OauthError `invalid_client`, with one description for every reason
 */
export async function authenticateClient(
  services: WithClock & WithConfig & WithDb & WithLog,
  c: Call,
  form: AuthenticatedForm,
): Promise<ResourceServer> {
  try {
    return await authenticate(services, c.req.header("authorization"), form);
  } catch (error) {
    throw error instanceof ClientRefused ? await tellRefused(services, error) : error;
  }
}

async function authenticate(
  services: WithClock & WithConfig & WithDb,
  header: string | undefined,
  { client_id: named, client_assertion: text, client_assertion_type: type }: AuthenticatedForm,
): Promise<ResourceServer> {
  if (header !== undefined) throw new ClientRefused("other_method");
  if (text === undefined) throw new ClientRefused("assertion_missing");
  if (type !== JWT_BEARER) throw new ClientRefused("other_method");
  const read = readAssertion(text);
  const client = await demandConfidential(services, read.claims.iss);
  if (named !== undefined && named !== client.id) throw new ClientRefused("wrong_subject", client.id);
  const assertion = await verifyAssertion(read, client, services);
  await demandUnused(services, client, assertion);
  return client;
}

/** @param id as the assertion says, of which nothing is verified yet */
async function demandConfidential(services: WithConfig & WithDb, id: string): Promise<ResourceServer> {
  const client = await findClient(services, id);
  if (client === undefined) {
    const removed = await findRegistered(services.db, id);
    throw removed === undefined ? new ClientRefused("client_unknown") : new ClientRefused("client_revoked", id);
  }
  if (client.kind !== "resource_server") throw new ClientRefused("not_confidential", client.id);
  return client;
}

/**
 * Demands that the assertion was not used before. This runs once the signature is verified, so a stranger uses up no client's
 * `jti`, and nothing that a stranger sends is remembered.
 */
async function demandUnused({ db }: WithDb, { id }: ResourceServer, { jti, exp }: Assertion): Promise<void> {
  if (typeof jti !== "string" || jti === "" || jti.length > MOST_JTI) throw new ClientRefused("id_missing", id);
  const forgetAt = (Math.ceil(exp) + CLOCK_LEEWAY_SECONDS + 1) * 1000;
  if (!(await firstSeen(db, "client", id, jti, forgetAt))) throw new ClientRefused("replayed", id);
}
