import { isIPv4, isIPv6 } from "node:net";
import { readLease } from "@nearside/shared/oauth/lease.ts";
import { acrOf, isSeenPeer, type Proof } from "@nearside/shared/proof/proof-tier.ts";
import type { Given, RuleAction } from "@nearside/shared/rules/given.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import type { Client } from "../../platform/config/clients/client.ts";
import { secondsNow, type WithClock } from "../../platform/surroundings.ts";
import type { PartyInAnyState } from "../../register/machines/party.ts";
import { proofOf } from "../../register/tokens/proof-claims.ts";
import type { WithMetadata } from "../passkeys/metadata/active-metadata.ts";
import type { FactsOfPerson } from "./facts-of-person.ts";
import {
  type GivenLease,
  givenAccess,
  givenClient,
  givenMachine,
  givenPasskey,
  givenPlace,
  givenPosture,
} from "./given-parts.ts";
import type { WithLocalTime } from "./local-time.ts";

type Passkey = PartyInAnyState["passkeys"][number];

/** The sources of the rules' input for one login, refresh or exchange. */
interface Sources {
  readonly action: RuleAction;
  readonly party: PartyInAnyState;
  readonly client: Client;
  readonly facts: Facts;
  readonly factsOfPerson: FactsOfPerson;
  /** The proof of the approval, past or present, without the passkey. */
  readonly proof: Omit<Proof, "passkey">;
  /** The scope of the token; "" for none. */
  readonly scope: string;
  readonly audience: readonly string[];
  readonly detailTypes: readonly string[];
  /** The address of the browser; for a refresh or an exchange, that of the client. */
  readonly address: string;
  readonly approvalAge?: number;
  readonly justification?: string | undefined;
  readonly ticket?: string | undefined;
  /** The known facts of the lease, if the login is for one. */
  readonly lease?: GivenLease;
}

/** @param passkey that approves, or has approved */
export function givenOf(services: WithClock & WithLocalTime & WithMetadata, from: Sources, passkey: Passkey): Given {
  const { party, facts, factsOfPerson } = from;
  const now = services.clock();
  const [cli, browser] = [plainAddress(facts.seen.address), plainAddress(from.address)];
  const { remote, tty } = facts.context;
  const { key_storage, ...seen } = from.proof;
  const { peer, forwarded, channel } = seen;
  return {
    action: from.action,
    person: { id: party.user.id, name: party.user.name, role: factsOfPerson.role, groups: [...factsOfPerson.groups] },
    client: givenClient(from.client),
    machine: givenMachine(party.device, key_storage, now),
    passkey: givenPasskey(passkey, services.metadata.current),
    proof: {
      peer: isSeenPeer({ account: peer, forwarded }) ? "same" : "unknown",
      acr: acrOf(proofOf(seen, key_storage, passkey)),
      channel: channel ?? "loopback",
    },
    ...givenAccess(
      from.action,
      facts,
      { scopes: from.scope === "" ? [] : from.scope.split(" "), audience: from.audience },
      from.lease ?? {},
    ),
    detail_types: [...new Set(from.detailTypes)],
    network: { cli, browser, same: cli === browser },
    session: {
      // an unknown kind of remote session is one more way to be elsewhere
      remote: remote !== null && remote !== "container" && remote !== "wsl",
      container: remote === "container",
      terminal: tty !== null,
      agent: readLease(facts) !== undefined,
    },
    ...givenPlace(facts, seen.host),
    time: services.localTime.of(now),
    history: {
      new_client: factsOfPerson.newClient,
      new_machine: factsOfPerson.newMachine,
      recent_refusals: factsOfPerson.recentRefusals,
      ...(factsOfPerson.lastApproval === undefined
        ? {}
        : { last_approval_seconds: Math.max(0, secondsNow(services) - factsOfPerson.lastApproval) }),
    },
    ...givenPosture(party.device.posture, now),
    ...(from.approvalAge === undefined ? {} : { approval_age_seconds: Math.max(0, from.approvalAge) }),
    ...(from.justification === undefined ? {} : { justification: from.justification }),
    ...(from.ticket === undefined ? {} : { ticket: from.ticket }),
  };
}

/** The address where the client's is unknown. It is in no network that a rule would name. */
const NOWHERE = "0.0.0.0";

/** The URL standard's form of an IPv4 address within IPv6 (RFC 4291 §2.5.5.2). */
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** An address in a form that the rules' engine reads. It does not know IPv4 written within IPv6, so such an address becomes IPv4. */
export function plainAddress(address: string): string {
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return NOWHERE;
  const [unzoned] = address.split("%"); // RFC 4007 §11: the zone is this machine's own name for a link
  const written = new URL(`http://[${unzoned}]`).hostname.slice(1, -1);
  const [, high, low] = MAPPED.exec(written) ?? [];
  if (high === undefined || low === undefined) return written;
  const [upper, lower] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [upper >> 8, upper & 255, lower >> 8, lower & 255].join(".");
}
