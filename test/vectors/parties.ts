import type { User } from "@nearside/shared/claims.ts";
import { type PublicJwk, publicJwkSchema, type Signer } from "@nearside/shared/signing/keys.ts";
import { webCryptoSigner } from "@nearside/shared/signing/web-crypto-signer.ts";
import type { SshPlace } from "@nearside/shared/statements/place.ts";
import * as v from "valibot";
import { Authenticator, FLAGS, NO_AAGUID } from "../kit/authenticator.ts";
import { newSshHost } from "../kit/ssh-host.ts";

/** A party of protocol §2 with its WebCrypto key. */
export interface Party extends Signer {
  /** The signature's bytes over anything at all, for statements that no signer of ours would write. */
  signBytes(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
}

const ECDSA = { name: "ECDSA", namedCurve: "P-256" } as const;

/** It signs the same text with the same bytes each time, so that what a flaw leaves alone stays as it was. */
export async function newParty(): Promise<Party> {
  const pair = await crypto.subtle.generateKey(ECDSA, false, ["sign", "verify"]);
  return partyOf(pair.privateKey, await crypto.subtle.exportKey("jwk", pair.publicKey));
}

/** A party whose private key was kept. */
export const keptParty = async (key: JsonWebKey): Promise<Party> =>
  partyOf(await crypto.subtle.importKey("jwk", key, ECDSA, false, ["sign"]), key);

async function partyOf(privateKey: CryptoKey, { kty, crv, x, y }: JsonWebKey): Promise<Party> {
  const jwk: PublicJwk = v.parse(publicJwkSchema, { kty, crv, x, y });
  const signer = await webCryptoSigner(privateKey, jwk);
  const signed = new Map<string, Promise<string>>();
  return {
    jwk,
    thumbprint: signer.thumbprint,
    sign(header, payload) {
      const text = JSON.stringify(header) + new TextDecoder().decode(payload);
      const jws = signed.get(text) ?? signer.sign(header, payload);
      signed.set(text, jws);
      return jws;
    },
    signBytes: async (bytes) =>
      new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, bytes)),
  };
}

export interface Parties {
  readonly user: User;
  readonly server: Party;
  readonly device: Party;
  readonly session: Party;
  /** The session key of another login of the same machine. */
  readonly otherSession: Party;
  readonly extension: Party;
  /** A second browser of the same machine, enrolled too. */
  readonly otherExtension: Party;
  readonly passkey: Authenticator;
  /** A second passkey of the bound set, one that may be copied (BE = 1). */
  readonly syncedPasskey: Authenticator;
  /** A third one, touched besides where a rule asks for it. */
  readonly securityKey: Authenticator;
  /** A stranger outside of the bound set, with a key of every kind. */
  readonly stranger: Party;
  readonly strangerPasskey: Authenticator;
  /** A session of the machine with a host. */
  readonly place: SshPlace;
  /** Other people around machines of their own, who approve as well where a rule asks for it (protocol §11). */
  readonly approvers: readonly Approver[];
}
export type Approver = Omit<Parties, "approvers">;

/** Everybody around one machine of that user. Machines of one server are given its key. */
export async function newParties(user: User, server?: Party, approvers: readonly Approver[] = []): Promise<Parties> {
  const [theServer, device, session, otherSession, extension, otherExtension, stranger] = await Promise.all([
    server ?? newParty(),
    newParty(),
    newParty(),
    newParty(),
    newParty(),
    newParty(),
    newParty(),
  ]);
  const passkey = (name: string, flags: number = FLAGS.UP | FLAGS.UV) =>
    new Authenticator(`${user.name}: ${name}`, { flags, aaguid: NO_AAGUID });
  return {
    user,
    server: theServer,
    device,
    session,
    otherSession,
    extension,
    otherExtension,
    stranger,
    passkey: passkey("passkey"),
    syncedPasskey: passkey("synced passkey", FLAGS.UP | FLAGS.UV | FLAGS.BE | FLAGS.BS),
    securityKey: passkey("security key"),
    strangerPasskey: passkey("a passkey of somebody else"),
    place: newSshHost("ssh-ed25519", 1_771_999_940).session(),
    approvers,
  };
}
