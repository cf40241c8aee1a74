import type { RandomBytes } from "@nearside/shared/ids.ts";
import type { KnownMetadata } from "./attestation/known-metadata.ts";
import type { MetadataRoots } from "./attestation/metadata-roots.ts";
import type { Config } from "./config/config.ts";
import type { TpmRoots } from "./enrolment/key-attestation/tpm-roots.ts";
import type { ClientAddress } from "./http/client-address.ts";
import type { SigningKeys } from "./keys/signing-keys.ts";
import type { Budgets } from "./limits/budgets.ts";
import type { Log } from "./log.ts";
import type { DpopNonces } from "./oauth/dpop-nonce.ts";
import type { StatusPlaces } from "./oauth/status-places.ts";
import type { Replays } from "./rules/trials/replays.ts";
import type { RulesInForce } from "./rules/versions/rules-in-force.ts";
import type { Db } from "./store/database.ts";
import type { Changes } from "./waiting/changes.ts";

/** Epoch milliseconds. */
export type Clock = () => number;
/** So many bytes of a cryptographically strong source. */
export type Random = RandomBytes;

/** What only `main.ts` reads of the world; everything else is given it. */
export interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
}

/** What every step of the protocol stands on. */
export interface Ground extends Surroundings {
  readonly db: Db;
  readonly config: Config;
  readonly keys: SigningKeys;
  /** Tells held polls that a login or an enrolment has changed. */
  readonly changes: Changes;
  readonly dpopNonces: DpopNonces;
  /** Whose TPMs are trusted (protocol §3.8). */
  readonly tpmRoots: TpmRoots;
  /** What is known of authenticators (protocol §3.4), and whose word that is. */
  readonly metadata: KnownMetadata;
  readonly metadataRoots: MetadataRoots;
  /** What everybody has left of each limit. */
  readonly budgets: Budgets;
  /** Where the revocation of each new access token is published. */
  readonly statusPlaces: StatusPlaces;
  /** What step-up rules say (docs/rules.md). */
  readonly rules: RulesInForce;
  /** Drafts of them that are tried against what was. */
  readonly replays: Replays;
  /** Where a request comes from. */
  readonly addressOf: ClientAddress;
  readonly log: Log;
  /** Aborted when the server was asked to end: held polls answer. */
  readonly stopping: AbortSignal;
}

/** NumericDate of now (RFC 7519 §2): whole seconds. */
export const secondsNow = ({ clock }: Pick<Surroundings, "clock">): number => Math.floor(clock() / 1000);
