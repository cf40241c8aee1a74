import { createHash } from "node:crypto";
import type { Trusted } from "@nearside/shared/chain/chain.ts";
import type { User } from "@nearside/shared/claims.ts";
import { newAuthorizationId, newRandomId, newRequestId, newUserId } from "@nearside/shared/ids.ts";
import type { Parties } from "./parties.ts";

// The people, ids and times that every vector is about.

export const VECTORS_ISSUER = "https://login.example.com";
export const RP_ID = "login.example.com";
/** The command line asked at this time, seconds. */
export const STARTED = 1_772_000_000;

/** An id that is always the same for one name. */
const bytesOf = (name: string) => (length: number) => createHash("sha256").update(name).digest().subarray(0, length);
export const idOf = (name: string): string => newRandomId(bytesOf(name));
export const requestIdOf = (name: string): string => newRequestId(bytesOf(name));
export const authorizationIdOf = (name: string): string => newAuthorizationId(bytesOf(name));
const userOf = (name: string): User => ({ id: newUserId(bytesOf(name)), name });
/** The person of the honest chain, and her attacker. */
export const ADA = userOf("Ada");
export const MALLORY = userOf("Mallory");
/** The people who approve as well, where a rule asks for it. */
export const BOB = userOf("Bob");
export const CARA = userOf("Cara");

const boundSetOf = (of: Omit<Parties, "approvers">): Trusted["bound"] => ({
  user: of.user,
  device: of.device.jwk,
  extensions: [of.extension.thumbprint, of.otherExtension.thumbprint],
  passkeys: [of.passkey.enrolled, of.syncedPasskey.enrolled, of.securityKey.enrolled],
});

/** The knowledge of a verifier who is asked about that machine. */
export const knownOf = (parties: Parties): Trusted => ({
  issuer: VECTORS_ISSUER,
  serverKeys: [{ ...parties.server.jwk, kid: parties.server.thumbprint, alg: "ES256" }],
  bound: boundSetOf(parties),
  approvers: parties.approvers.map(boundSetOf),
  rpId: RP_ID,
  origin: VECTORS_ISSUER,
  peer: "same",
});
