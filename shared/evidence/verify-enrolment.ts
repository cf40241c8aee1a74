import { verifyAssertion } from "../chain/assertion/check-approval-assertion.ts";
import { checkApprovalBackup } from "../chain/assertion/check-approval-backup.ts";
import { boundPasskey, checkApprovalPasskey } from "../chain/assertion/check-approval-passkey.ts";
import { checkApprovalTopOrigin } from "../chain/assertion/check-approval-top-origin.ts";
import type { PasskeyUses } from "../chain/assertion/passkey-uses.ts";
import type { BoundPasskey, Trusted } from "../chain/chain.ts";
import { checkEnrolmentPasskey } from "../chain/enrolment/check-enrolment-passkey.ts";
import { checkEnrolmentProof, type EnrolledKeys } from "../chain/enrolment/check-enrolment-proof.ts";
import { checkReceipt } from "../chain/enrolment/check-receipt.ts";
import { hasLife, judgeTimes } from "../chain/judge-times.ts";
import { refuse } from "../chain/refusal.ts";
import { verifyServerSignature } from "../chain/server-signature.ts";
import { CLOCK_LEEWAY_SECONDS, DEVICE_STATEMENT_SECONDS, ENROLMENT_REQUEST_SECONDS } from "../lifetimes.ts";
import { verifySignature } from "../signing/jws.ts";
import { type PublicJwk, thumbprintOf } from "../signing/keys.ts";
import { browserStatement } from "../statements/browser.ts";
import { enrolmentChallenge } from "../statements/challenges.ts";
import { enrolment as enrolmentStatement } from "../statements/enrolment.ts";
import { type EnrolmentRequest, enrolmentRequest } from "../statements/enrolment-request.ts";
import { type Receipt, receipt as receiptStatement } from "../statements/receipt.ts";
import type { BrowserPart, MachinePart } from "../texts/link-words.ts";
import type { BrowserEnrolment, MachineEnrolment } from "./evidence.ts";
import { judgeRecorded } from "./judge-recorded.ts";
import type { LinkLog, NameKey } from "./link-report.ts";
import { type EnrolmentMeeting, verifyEnrolmentMeeting } from "./verify-enrolment-meeting.ts";

/** The facts that the reader trusts: the server's keys, the place where passkeys were used, and their uses so far. */
export type Trust = Pick<Trusted, "issuer" | "serverKeys" | "rpId" | "origin"> & { readonly uses: PasskeyUses };

/** Keys that one enrolment tied together. */
export interface Enrolled {
  readonly device: PublicJwk;
  /** Thumbprint. */
  readonly extension: string;
  readonly passkey: BoundPasskey;
  readonly receipt: Receipt;
  /** The time at which the enrolment was requested, epoch seconds. */
  readonly requestedAt: number;
}

/**
 * Verifies how the bound set was made (protocol §3).
 *
 * @throws Refused at the first link that fails
 */
export async function verifyMachineEnrolment(
  log: LinkLog,
  written: Omit<MachineEnrolment, "key_attestation">,
  trust: Trust,
  part: MachinePart,
): Promise<Enrolled> {
  const request = await log.verify(part, "enrolment_request", async (signedBy) => {
    const request = await readRequest(written, trust, signedBy);
    if (request.claims.browser !== null) refuse("request_mismatch", "enrolment_request.browser");
    return request;
  });
  const met = await verifyEnrolmentMeeting(log, part, written, request, trust);
  const passkey = await log.verify(part, "passkey", async (signedBy) => {
    signedBy(written.passkey.id);
    const passkey = await checkEnrolmentPasskey(written.passkey, met.attestation.hash, trust);
    trust.uses.addMaking(written.passkey);
    return passkey;
  });
  return verifyBinding(log, part, written, { request, met, passkey }, trust);
}

/**
 * Verifies how a further browser joined that machine (protocol §3.7).
 *
 * @throws Refused at the first link that fails
 */
export async function verifyBrowserEnrolment(
  log: LinkLog,
  written: BrowserEnrolment,
  machine: Enrolled & {
    readonly passkeys: readonly (BoundPasskey & { readonly since: number })[];
    /**
     * Thumbprints of the extensions that were enrolled before: the machine's first browser and those before this one.
     */
    readonly extensions: readonly string[];
  },
  trust: Trust,
  part: BrowserPart,
): Promise<Enrolled> {
  const device = await thumbprintOf(machine.device);
  const statement = await log.verify(part, "browser_statement", async (signedBy) => {
    const statement = await browserStatement.read(written.browser_statement);
    signedBy(statement.header.kid);
    if (statement.header.kid !== device || statement.claims.iss !== device) refuse("key_mismatch", "browser_statement");
    await verifySignature(statement, machine.device);
    if (statement.claims.aud !== trust.issuer) refuse("wrong_audience", "browser_statement.aud");
    return statement;
  });
  const request = await log.verify(part, "enrolment_request", async (signedBy) => {
    const request = await readRequest(written, trust, signedBy);
    const { claims } = request;
    if (claims.browser !== statement.hash) refuse("request_mismatch", "enrolment_request.browser");
    if (claims.user.id !== machine.receipt.claims.user.id) refuse("wrong_user", "enrolment_request.user");
    if (claims.device_jkt !== device) refuse("key_mismatch", "enrolment_request.device_jkt");
    const { loopback } = statement.claims;
    if (claims.loopback.address !== loopback.address || claims.loopback.port !== loopback.port)
      refuse("loopback_mismatch", "enrolment_request.loopback");
    judgeTimes(statement.claims, claims.iat, DEVICE_STATEMENT_SECONDS);
    judgeRecorded(claims.iat, [machine.receipt.claims.iat, Infinity], "bound_set_pending", "enrolment_request.iat");
    return request;
  });
  const met = await verifyEnrolmentMeeting(log, part, written, request, trust);
  const passkey = await log.verify(part, "passkey", async (signedBy) => {
    if (machine.extensions.includes(await thumbprintOf(met.hello.header.jwk))) refuse("key_already_bound", "hello.jwk");
    const link = { assertion: written.passkey };
    const there = machine.passkeys.filter(({ since }) => since <= written.recorded.proved_at + CLOCK_LEEWAY_SECONDS);
    const trusted = { ...trust, bound: { passkeys: there } };
    signedBy(written.passkey.id);
    checkApprovalPasskey(link, trusted);
    const passkey = boundPasskey(link, trusted);
    await verifyAssertion(link.assertion, await enrolmentChallenge(met.attestation.hash), passkey, trust);
    checkApprovalTopOrigin(link);
    checkApprovalBackup(link, trusted);
    trust.uses.addTouch(link.assertion, [written.recorded.met_at, written.recorded.proved_at]);
    return passkey;
  });
  return verifyBinding(log, part, written, { request, met, passkey }, trust);
}

async function readRequest(
  written: { readonly enrolment_request: string },
  trust: Trust,
  signedBy: NameKey,
): Promise<EnrolmentRequest> {
  const request = await enrolmentRequest.read(written.enrolment_request);
  signedBy(request.header.kid);
  await verifyServerSignature(request, trust);
  if (!hasLife(request.claims, ENROLMENT_REQUEST_SECONDS)) refuse("enrolment_expired", "enrolment_request.exp");
  return request;
}

interface Bound {
  readonly request: EnrolmentRequest;
  readonly met: EnrolmentMeeting;
  readonly passkey: BoundPasskey;
}

/** Verifies the proofs of possession, and the server's receipt for all of them (protocol §3.3, §3.6). */
async function verifyBinding(
  log: LinkLog,
  part: MachinePart | BrowserPart,
  written: Pick<MachineEnrolment, "extension_proof" | "device_proof" | "receipt" | "recorded">,
  { request, met, passkey }: Bound,
  trust: Trust,
): Promise<Enrolled> {
  const { recorded } = written;
  const [extensionKey, deviceKey] = [met.hello.header.jwk, met.presence.header.jwk];
  const keys: EnrolledKeys = { request, extension: await thumbprintOf(extensionKey), passkey };
  await log.verify(part, "extension_proof", async (signedBy) => {
    const proof = await enrolmentStatement.read(written.extension_proof);
    signedBy(proof.header.kid);
    await checkEnrolmentProof(proof, extensionKey, keys);
  });
  await log.verify(part, "device_proof", async (signedBy) => {
    const proof = await enrolmentStatement.read(written.device_proof);
    signedBy(proof.header.kid);
    await checkEnrolmentProof(proof, deviceKey, keys);
    const open = [recorded.met_at, request.claims.exp] as const;
    judgeRecorded(recorded.proved_at, open, "enrolment_expired", "recorded.proved_at");
  });
  const receipt = await log.verify(part, "receipt", async (signedBy) => {
    const receipt = await receiptStatement.read(written.receipt);
    signedBy(receipt.header.kid);
    await checkReceipt(receipt, keys, trust);
    const { iat } = receipt.claims;
    judgeRecorded(recorded.confirmed_at, [iat, iat], "clock_skew", "recorded.confirmed_at");
    if (recorded.confirmed_at < recorded.proved_at - CLOCK_LEEWAY_SECONDS) refuse("clock_skew", "recorded.proved_at");
    return receipt;
  });
  return { device: deviceKey, extension: keys.extension, passkey, receipt, requestedAt: request.claims.iat };
}
