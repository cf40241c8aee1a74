import type { User } from "@nearside/shared/claims.ts";
import { newEnrolmentId } from "@nearside/shared/ids.ts";
import { ENROLMENT_REQUEST_SECONDS, NONCE_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { Passkey } from "@nearside/shared/passkey/passkey.ts";
import { type Enrolment, enrolment } from "@nearside/shared/statements/enrolment.ts";
import { type EnrolmentRequest, enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { type PresenceProof, presenceProof } from "@nearside/shared/statements/presence.ts";
import { type Receipt, receipt } from "@nearside/shared/statements/receipt.ts";
import { idOf, STARTED, VECTORS_ISSUER } from "./about.ts";
import type { Parties } from "./parties.ts";
import { type Twist, write } from "./twist.ts";

/** An enrolment as texts (protocol §3). */
export interface WrittenEnrolment {
  readonly request: string;
  readonly nonce: string;
  readonly hello: string;
  readonly presence_proof: string;
  readonly attestation: string;
  readonly extension_proof: string;
  readonly device_proof: string;
  readonly receipt: string;
}

/** The plan of an enrolment, as `Plan` in login.ts is that of a login. */
export interface EnrolmentPlan {
  readonly request?: Twist<EnrolmentRequest["claims"]>;
  readonly presence?: Twist<PresenceProof["claims"]>;
  readonly extensionProof?: Twist<Enrolment["claims"]>;
  readonly deviceProof?: Twist<Enrolment["claims"]>;
  readonly receipt?: Twist<Receipt["claims"]>;
}

/** One enrolment from the server's request to its receipt. */
export async function writeEnrolment(
  parties: Parties,
  name: string,
  plan: EnrolmentPlan = {},
): Promise<WrittenEnrolment> {
  const { server, device, extension, user } = parties;
  const request = await writeRequest(parties, name, user, plan);
  const met = await writeMeeting(parties, name, request.hash, plan);
  const keys: Enrolment["claims"] = {
    request: request.hash,
    user: request.claims.user.id,
    device_jkt: request.claims.device_jkt,
    extension_jkt: extension.thumbprint,
    passkey: passkeyOf(parties),
  };
  const extensionProof = await write(enrolment, extension, keys, plan.extensionProof);
  const deviceProof = await write(enrolment, device, keys, plan.deviceProof);
  const { user: _id, request: _hash, ...three } = keys;
  const given = await write(
    receipt,
    server,
    { iss: VECTORS_ISSUER, jti: idOf(`${name}: receipt`), iat: STARTED + 60, user: request.claims.user, ...three },
    plan.receipt,
  );
  return {
    request: request.jws,
    ...met,
    extension_proof: extensionProof.jws,
    device_proof: deviceProof.jws,
    receipt: given.jws,
  };
}

/** A passkey as statements name it. */
export const passkeyOf = ({ passkey: { enrolled } }: Parties): Passkey => ({
  credential_id: enrolled.credential_id,
  public_key: enrolled.public_key,
});

const LOOPBACK = { address: "::1", port: 41_000 } as const;

const writeRequest = ({ server, device }: Parties, name: string, user: User, plan: EnrolmentPlan) =>
  write(
    enrolmentRequest,
    server,
    {
      iss: VECTORS_ISSUER,
      jti: newEnrolmentId((length) => Buffer.from(idOf(name), "base64url").subarray(0, length)),
      user,
      device_jkt: device.thumbprint,
      browser: null,
      loopback: LOOPBACK,
      iat: STARTED,
      exp: STARTED + ENROLMENT_REQUEST_SECONDS,
    },
    plan.request,
  );

/** Protocol §4.3 with the device key in the session key's place (§3.3). */
async function writeMeeting(
  { server, device, extension }: Parties,
  name: string,
  requestHash: string,
  plan: EnrolmentPlan,
) {
  const salt = idOf(`${name}: nonce`);
  const xn = idOf(`${name}: xn`);
  const made = await write(nonce, server, {
    iss: VECTORS_ISSUER,
    request: requestHash,
    nonce: salt,
    iat: STARTED + 10,
    exp: STARTED + 10 + NONCE_SECONDS,
  });
  const signedHello = await write(hello, extension, { request: requestHash, nonce: salt, xn });
  const presence = await write(
    presenceProof,
    device,
    {
      request: requestHash,
      nonce: salt,
      xn,
      jkt: extension.thumbprint,
      peer: { account: "same", process: "chromium", forwarded: "no" },
    },
    plan.presence,
  );
  const attested = await write(attestation, extension, {
    presence: presence.hash,
    loopback: LOOPBACK,
    browser: "Chromium 141",
  });
  return { nonce: made.jws, hello: signedHello.jws, presence_proof: presence.jws, attestation: attested.jws };
}
