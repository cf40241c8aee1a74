import { acrOf, isSeenPeer, type Proof } from "@nearside/shared/proof/proof-tier.ts";
import type { Given, RuleAction } from "@nearside/shared/rules/given.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import type { Client } from "../../platform/config/clients/client.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import type { Party } from "../../register/machines/party.ts";
import { proofOf } from "../../register/tokens/proof-claims.ts";
import type { WithMetadata } from "../passkeys/metadata/known-metadata.ts";
import type { Background } from "./background.ts";
import { givenClient, givenMachine, givenPasskey } from "./given-parts.ts";
import { localTime } from "./local-time.ts";
import { plainAddress } from "./plain-address.ts";

type Passkey = Party["passkeys"][number];

/** The sources of the rules' input for one login, refresh or exchange. */
interface Sources {
  readonly action: RuleAction;
  readonly party: Party;
  readonly client: Client;
  readonly facts: Facts;
  readonly background: Background;
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
}

/** @param passkey that approves, or has approved */
export function givenOf(services: WithClock & WithConfig & WithMetadata, from: Sources, passkey: Passkey): Given {
  const { party, facts, background } = from;
  const now = services.clock();
  const [cli, browser] = [plainAddress(facts.seen.address), plainAddress(from.address)];
  const { remote, tty } = facts.context;
  const { peer, forwarded, key_storage } = from.proof;
  return {
    action: from.action,
    person: { id: party.user.id, name: party.user.name, role: background.role, groups: [...background.groups] },
    client: givenClient(from.client),
    machine: givenMachine(party.device, key_storage, now),
    passkey: givenPasskey(passkey, services.metadata.current),
    proof: {
      peer: isSeenPeer({ account: peer, forwarded }) ? "same" : "unknown",
      acr: acrOf(proofOf({ peer, forwarded }, key_storage, passkey)),
    },
    scopes: from.scope === "" ? [] : from.scope.split(" "),
    resources: [...from.audience],
    detail_types: [...new Set(from.detailTypes)],
    network: { cli, browser, same: cli === browser },
    session: {
      // an unknown kind of remote session is one more way to be elsewhere
      remote: remote !== null && remote !== "container" && remote !== "wsl",
      container: remote === "container",
      terminal: tty !== null,
    },
    time: localTime(now, services.config.rules),
    history: {
      new_client: background.newClient,
      new_machine: background.newMachine,
      recent_refusals: background.recentRefusals,
      ...(background.lastApproval === undefined
        ? {}
        : { last_approval_seconds: Math.max(0, secondsNow(services) - background.lastApproval) }),
    },
    ...(from.approvalAge === undefined ? {} : { approval_age_seconds: Math.max(0, from.approvalAge) }),
    ...(from.justification === undefined ? {} : { justification: from.justification }),
    ...(from.ticket === undefined ? {} : { ticket: from.ticket }),
  };
}
