import type { Redirect } from "../claims.ts";
import { Refused } from "../refused.ts";
import { type DeviceStatement, deviceStatement } from "./device.ts";
import { type HopDeviceStatement, hopDeviceStatement } from "./hop-device.ts";
import { type HopAttestation, hopAttestation } from "./hop-locality.ts";
import { hopRequest } from "./hop-request.ts";
import { type Attestation, attestation } from "./locality.ts";
import type { Place } from "./place.ts";
import type { PresenceProof } from "./presence.ts";
import type { Relay } from "./relay.ts";
import { type Request, request } from "./request.ts";

// A login's statements are of one of two families: of a command line on the machine itself, or of one elsewhere that came to the machine's
// keeper (protocol §10). Each statement has its own `typ` in each family; a reader of both must check that all are of one.

export type AnyDeviceStatement = DeviceStatement | HopDeviceStatement;
export type AnyAttestation = Attestation | HopAttestation;

/** @throws Refused `malformed`, `wrong_type`, `wrong_algorithm`; so does every function below that reads */
export const readAnyDeviceStatement = (jws: unknown): Promise<AnyDeviceStatement> =>
  readEither(jws, deviceStatement, hopDeviceStatement);

export const readAnyRequest = (jws: unknown): Promise<Request> => readEither(jws, request, hopRequest);

export const readAnyAttestation = (jws: unknown): Promise<AnyAttestation> =>
  readEither(jws, attestation, hopAttestation);

/** The place of the command line; undefined if it runs on the machine itself. */
export const placeOf = ({ claims }: AnyDeviceStatement): Place | undefined =>
  "place" in claims ? claims.place : undefined;

/** True if the server signed it for a command line elsewhere. */
export const isFromElsewhere = ({ header }: { readonly header: { readonly typ: string } }): boolean =>
  header.typ === hopRequest.typ;

/** The statement that says who brought the hello and on which way: the keeper's, or the command line's own where no keeper is between. */
export const sawPeer = (chain: {
  readonly presence: Pick<PresenceProof, "claims">;
  readonly relay: Pick<Relay, "claims"> | null;
}): Pick<PresenceProof["claims"], "peer" | "channel"> => (chain.relay ?? chain.presence).claims;

interface Readable<T> {
  read(jws: unknown): Promise<T>;
}

async function readEither<A, B>(jws: unknown, one: Readable<A>, other: Readable<B>): Promise<A | B> {
  try {
    return await one.read(jws);
  } catch (error) {
    if (error instanceof Refused && error.code === "wrong_type") return other.read(jws);
    throw error;
  }
}

/** The program that only knows a redirect, if the machine vouches for one (protocol §6): it runs on the machine itself. */
export const redirectOf = ({ claims }: Pick<AnyDeviceStatement, "claims">): Redirect | undefined =>
  "redirect" in claims ? claims.redirect : undefined;
