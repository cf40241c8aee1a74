import { readLease } from "@nearside/shared/oauth/lease.ts";
import type { Proof } from "@nearside/shared/proof/proof-tier.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import type { CommandLineClient } from "../../../platform/config/clients/client.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { Party } from "../../../register/machines/party.ts";
import type { WithMetadata } from "../../passkeys/metadata/active-metadata.ts";
import { findFactsOfPerson } from "../../rules/facts-of-person.ts";
import { givenOf } from "../../rules/given-of.ts";
import type { WithLocalTime } from "../../rules/local-time.ts";
import type { MetLogin } from "../met-login.ts";

/** The request for a decision or an approval, as rules judge it. */
export interface Asking {
  readonly client: CommandLineClient;
  readonly proof: Omit<Proof, "passkey">;
  /** The address of the browser. */
  readonly address: string;
  readonly justification: string | undefined;
  readonly ticket: string | undefined;
}

/** Collects what rules read of the login, for each passkey by which it could be approved. */
export async function givenOfLogin(
  services: WithClock & WithConfig & WithDb & WithLocalTime & WithMetadata,
  login: MetLogin,
  party: Party,
  asking: Asking,
): Promise<(passkey: Party["passkeys"][number]) => Given> {
  const facts = readFacts(login.facts);
  const factsOfPerson = await findFactsOfPerson(services.db, { ...login, loginId: login.id }, services.clock());
  const sources = {
    action: "approve",
    party,
    facts,
    factsOfPerson,
    scope: facts.scope,
    audience: facts.resource.length === 0 ? [services.config.issuer] : facts.resource,
    detailTypes: facts.authorization_details.map(({ type }) => type),
    lease: { callsLeft: readLease(facts)?.calls },
    ...asking,
  } as const;
  return (passkey) => givenOf(services, sources, passkey);
}
