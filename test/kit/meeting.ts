import type { Meeting } from "@nearside/shared/api/login-requests.ts";
import type { Loopback } from "@nearside/shared/claims.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { type Hello, hello } from "@nearside/shared/statements/hello.ts";
import { type Attestation, attestation } from "@nearside/shared/statements/locality.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { type PresenceProof, presenceProof } from "@nearside/shared/statements/presence.ts";
import { request as requestStatement } from "@nearside/shared/statements/request.ts";
import { LOOPBACK } from "./machine.ts";
import type { Reached } from "./send.ts";

/** The two sides of a meeting, and what they meet about. */
interface Meeters {
  /** Compact JWS: login or enrolment request. */
  readonly request: string;
  /** Compact JWS. */
  readonly nonce: string;
  readonly extension: Signer;
  /** The session key of a login, the device key of an enrolment. */
  readonly session: Signer;
}

/** One claim or key that differs from an honest meeting. */
export interface MeetingTwist {
  readonly hello?: Partial<Hello["claims"]>;
  readonly presence?: Partial<PresenceProof["claims"]>;
  readonly attestation?: Partial<Attestation["claims"]>;
  readonly helloBy?: Signer;
  readonly presenceBy?: Signer;
  readonly attestedBy?: Signer;
}

/** The peer of an honest presence proof: a browser of the command line's own account, for which nothing forwards. */
export const PEER: PresenceProof["claims"]["peer"] = { account: "same", process: "chromium", forwarded: "no" };

/** Plays both sides of the handshake (protocol §4.3). @returns what the page sends on */
export async function meet(server: Pick<Reached, "id">, who: Meeters, twist: MeetingTwist = {}): Promise<Meeting> {
  const request = await sha256Base64url(who.request);
  const { claims } = await nonce.read(who.nonce);
  const xn = server.id();
  const helloBy = twist.helloBy ?? who.extension;
  const greeting = await hello.sign(helloBy, { request, nonce: claims.nonce, xn, ...twist.hello });
  const presence = await presenceProof.sign(twist.presenceBy ?? who.session, {
    request,
    nonce: claims.nonce,
    xn,
    jkt: helloBy.thumbprint,
    peer: PEER,
    ...twist.presence,
  });
  const attested = await attestation.sign(twist.attestedBy ?? who.extension, {
    presence: await sha256Base64url(presence),
    loopback: LOOPBACK,
    browser: "Chromium 141",
    ...twist.attestation,
  });
  return { nonce: who.nonce, hello: greeting, presence_proof: presence, attestation: attested };
}

/** The loopback that a login's request names. @throws Error if its command line listens on no port */
export async function loopbackIn(request: string): Promise<Loopback> {
  const { loopback } = (await requestStatement.read(request)).claims;
  if (loopback === null) throw new Error("this command line listens on no port");
  return loopback;
}
