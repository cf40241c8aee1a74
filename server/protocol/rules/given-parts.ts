import { readLease } from "@nearside/shared/oauth/lease.ts";
import { encryptedBy, POSTURE_NAMES } from "@nearside/shared/posture/posture.ts";
import { hostStanding } from "@nearside/shared/proof/host-standing.ts";
import type { Proof } from "@nearside/shared/proof/proof-tier.ts";
import type { Given, RuleAction } from "@nearside/shared/rules/given.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import type { Client } from "../../platform/config/clients/client.ts";
import type { PartyInAnyState } from "../../register/machines/party.ts";
import type { KeptPosture } from "../../register/machines/posture-store.ts";
import type { Metadata } from "../passkeys/metadata/authenticator-models.ts";
import { isSecurityKey } from "../passkeys/metadata/is-security-key.ts";

// The rules' input about a program, a machine and a passkey. It is made in the same way for logins, tokens and trials.

const HOUR_MS = 3_600_000;

/** An API counts as verified: the operator configured it. */
export const givenClient = (client: Client): Given["client"] =>
  client.kind === "command_line"
    ? { id: client.id, name: client.name, verified: client.verified, api: false }
    : { id: client.id, name: client.name, verified: client.source === "file", api: true };

/** @param now epoch milliseconds */
export const givenMachine = (
  { jkt, hostname, os, enrolledAt }: PartyInAnyState["device"],
  key_storage: Given["machine"]["key_storage"],
  now: number,
): Given["machine"] => ({
  ...{ id: jkt, hostname, os, key_storage },
  age_hours: Math.max(0, Math.floor((now - enrolledAt) / HOUR_MS)),
});

/** The posture as reported by the machine, with how long ago it looked. @param now epoch milliseconds */
export function givenPosture(posture: KeptPosture | undefined, now: number): Pick<Given, "posture"> {
  if (posture === undefined) return {};
  const facts = POSTURE_NAMES.flatMap((name) => {
    const fact = posture[name];
    if (fact === undefined) return [];
    const age = Math.max(0, Math.floor(now / 1000) - fact.at);
    return [[name, { fact: fact.value, age, source: fact.source }] as const];
  });
  return { posture: { ...encryptedBy(posture.disk_encryption?.value), ...Object.fromEntries(facts) } };
}

/** @param known what is known of the host's key now */
export function givenPlace({ place, host }: Pick<Facts, "host" | "place">, known: Proof["host"]): Pick<Given, "place"> {
  if (place === undefined) return {};
  const { kind, claimed_name } = place;
  const claimed = claimed_name === null ? {} : { claimed: claimed_name };
  if (kind === "container") return { place: { kind, ...claimed, hops: 0 } };
  const enrolled = typeof host === "string" && known === "enrolled" ? { host } : {};
  return {
    place: { kind, known: known ?? hostStanding(claimed_name, host), ...enrolled, ...claimed, hops: place.hops.length },
  };
}

/** The lease, as rules read it beside what it is for. */
export interface GivenLease {
  /** Undefined as it is about to be approved. */
  readonly id?: string | undefined;
  /** The tools that are named for a token out of the lease. */
  readonly tools?: readonly string[] | undefined;
  /** Undefined where it does not count. */
  readonly callsLeft?: number | undefined;
}

/**
 * Rules read the access of a lease as scopes and APIs: without it a rule about production would not see that the lease reaches it.
 * A token from the lease has its own.
 *
 * @param facts of the login
 */
export function givenAccess(
  action: RuleAction,
  facts: Pick<Facts, "authorization_details">,
  { scopes, audience }: { readonly scopes: readonly string[]; readonly audience: readonly string[] },
  { id, callsLeft, ...token }: GivenLease,
): Pick<Given, "agent" | "resources" | "scopes"> {
  const lease = readLease(facts);
  if (lease === undefined) return { scopes: [...scopes], resources: [...audience] };
  const isWhole = action !== "exchange";
  const meant = lease.access.filter(({ resource }) => isWhole || audience.includes(resource));
  return {
    scopes: isWhole ? each(meant.flatMap(({ scope }) => (scope === "" ? [] : scope.split(" ")))) : [...scopes],
    resources: isWhole ? meant.map(({ resource }) => resource) : [...audience],
    agent: {
      name: lease.agent.name,
      ...(id === undefined ? {} : { lease: id }),
      tools: each(token.tools ?? meant.flatMap(({ tools = [] }) => tools)),
      any_tool: token.tools === undefined && meant.some(({ tools }) => tools === undefined),
      ...(callsLeft === undefined ? {} : { calls_left: callsLeft }),
    },
  };
}

const each = (texts: readonly string[]): string[] => [...new Set(texts)];

export const givenPasskey = (
  passkey: PartyInAnyState["passkeys"][number],
  metadata: Metadata | undefined,
): Given["passkey"] => ({
  aaguid: passkey.aaguid,
  synced: passkey.backup_eligible,
  attested: passkey.attestationVerdict === "attested",
  security_key: isSecurityKey(passkey, metadata),
});
