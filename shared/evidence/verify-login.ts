import type { PasskeyUses } from "../chain/assertion/passkey-uses.ts";
import type { ApprovalLink, Chain, Trusted } from "../chain/chain.ts";
import { refuse } from "../chain/refusal.ts";
import { LINK_CHECKS, runChecks } from "../chain/verify-chain.ts";
import { SECONDED_REDEMPTION_SECONDS } from "../lifetimes.ts";
import { accessToken } from "../oauth/access-token.ts";
import { thumbprintOf } from "../signing/keys.ts";
import { decision as decisionStatement } from "../statements/decision.ts";
import { readAnyAttestation, readAnyDeviceStatement, readAnyRequest } from "../statements/elsewhere.ts";
import { readFacts } from "../statements/facts.ts";
import { hello as helloStatement } from "../statements/hello.ts";
import { nonce as nonceStatement } from "../statements/nonce.ts";
import { presenceProof } from "../statements/presence.ts";
import { relay as relayStatement } from "../statements/relay.ts";
import type { Evidence } from "./evidence.ts";
import { judgeRecorded } from "./judge-recorded.ts";
import type { LinkLog } from "./link-report.ts";
import { verifyCoApprovals } from "./verify-co-approvals.ts";

const CHECKS = LINK_CHECKS;

/** Facts that the enrolments proved of the keys, with the time from which each was valid, epoch seconds. */
interface KeysProven {
  /** The time at which the machine and the browser that met were enrolled. */
  readonly enrolledAt: number;
  /** The times by thumbprint. */
  readonly extensions: ReadonlyMap<string, number>;
  readonly passkeys: readonly { readonly credential_id: string; readonly since: number }[];
  /** Earlier uses of the passkeys. */
  readonly uses: PasskeyUses;
  /** True if a TPM proved that it holds the device key. */
  readonly inTpm: boolean;
}

type Written = Evidence["login"];
type WrittenEarlier = NonNullable<Written["rests_on"]>;
type WrittenApproval = Omit<Written, "access_token" | "rests_on" | "co_approvals">;

/**
 * Verifies the login's chain, link by link: each is read, and passes its own checks of `verify-chain.ts`, before the
 * next one is looked at. A later verifier adds the checks by the times that the server recorded (protocol §2). The
 * approval that the login rests on comes first, by the same links.
 *
 * @throws Refused at the first link that fails
 */
export async function verifyLogin(
  log: LinkLog,
  written: Written,
  trusted: Trusted,
  proven: KeysProven,
): Promise<Chain> {
  const { rests_on, assertion } = written;
  if (rests_on === undefined) return verifyTouched(log, written, trusted, proven);
  const earlier = await verifyEarlier(log, { ...rests_on, assertion }, trusted, proven);
  return verifyResting(log, { ...written, rests_on }, earlier, trusted, proven);
}

async function verifyTouched(log: LinkLog, written: Written, trusted: Trusted, proven: KeysProven): Promise<Chain> {
  const { co_approvals, recorded } = written;
  const { approved_at } = recorded;
  if (co_approvals !== undefined) {
    const approved = await verifyApproval(log, written, trusted, proven);
    const trust = { ...trusted, uses: proven.uses };
    const seconded = await verifyCoApprovals(log, co_approvals, approved, approved_at, trust);
    const last = Math.max(...co_approvals.map((each) => each.recorded.approved_at));
    const good = [last, last + SECONDED_REDEMPTION_SECONDS] as const;
    const chain = { ...approved, coApprovals: seconded.coApprovals };
    return verifyToken(log, "seconded_token", written, chain, { ...trusted, ...seconded }, approved_at, good);
  }
  const part = written.relay === undefined ? "login" : "remote_login";
  const decided = await verifyDecided(log, part, written, trusted, proven);
  const approved = await verifyTouch(log, part, written, decided, trusted, proven);
  const chain = { ...approved, coApprovals: [] };
  return verifyToken(log, part, written, chain, trusted, approved_at, redeemable(written, approved));
}

/**
 * Verifies a login as one person approved it, up to that approval, for those who are to approve it as well (protocol
 * §11): for a reader of evidence, and for the extension of a second approver.
 *
 * @throws Refused at the first link that fails
 */
export async function verifyApproval(
  log: LinkLog,
  written: WrittenApproval,
  trusted: Trusted,
  proven: KeysProven,
): Promise<ApprovalLink> {
  const part = written.relay === undefined ? "seconded_login" : "seconded_remote_login";
  const decided = await verifyDecided(log, part, written, trusted, proven);
  return verifyTouch(log, part, written, decided, trusted, proven);
}

/** The first approval is redeemed while its request lasts. */
const redeemable = ({ recorded }: Pick<Written, "recorded">, { request }: Pick<ApprovalLink, "request">) =>
  [recorded.approved_at, request.claims.exp] as const;

async function verifyEarlier(
  log: LinkLog,
  written: WrittenEarlier & Pick<Written, "assertion">,
  trusted: Trusted,
  proven: KeysProven,
): Promise<ApprovalLink> {
  const decided = await verifyDecided(log, "earlier_login", written, trusted, proven);
  return verifyTouch(log, "earlier_login", written, decided, trusted, proven);
}

async function verifyResting(
  log: LinkLog,
  written: Written & { readonly rests_on: WrittenEarlier },
  earlier: ApprovalLink,
  trusted: Trusted,
  proven: KeysProven,
): Promise<Chain> {
  const part = "resting_login";
  const { assertion, recorded } = written;
  const decided = await verifyDecided(log, part, written, trusted, proven);
  const resting = { ...decided, assertion, securityKey: written.security_key ?? null, earlier };
  const { approved_at } = written.rests_on.recorded;
  await log.verify(part, "rests_on", async (signedBy) => {
    signedBy(assertion.id);
    await runChecks([...CHECKS.rests_on, ...CHECKS.assertion], resting, trusted);
    if (decided.decision.claims.rests_on?.approved_at !== approved_at)
      refuse("standing_mismatch", "recorded.approved_at");
    judgeApproved(recorded.approved_at, decided);
  });
  const chain = { ...resting, coApprovals: [] };
  return verifyToken(log, part, written, chain, trusted, approved_at, redeemable(written, resting));
}

type Decided = Omit<ApprovalLink, "assertion" | "securityKey" | "earlier">;
type RemotePart = "remote_login" | "seconded_remote_login";
type TouchedPart = "login" | "seconded_login" | "earlier_login" | RemotePart;
type AnyPart = TouchedPart | "resting_login";

/** Verifies from the machine's statement to the server's decision. */
async function verifyDecided(
  log: LinkLog,
  part: AnyPart,
  written: WrittenApproval | WrittenEarlier,
  trusted: Trusted,
  { enrolledAt, extensions, inTpm }: KeysProven,
): Promise<Decided> {
  const { recorded, facts } = written;
  const device = await log.verify(part, "device_statement", async (signedBy) => {
    const device = await readAnyDeviceStatement(written.device_statement);
    signedBy(device.header.kid);
    await runChecks(CHECKS.device_statement, { device }, trusted);
    return device;
  });
  const request = await log.verify(part, "request", async (signedBy) => {
    const request = await readAnyRequest(written.request);
    signedBy(request.header.kid);
    readFacts(facts);
    await runChecks(CHECKS.request, { device, request, facts }, trusted);
    judgeRecorded(request.claims.iat, [enrolledAt, Infinity], "bound_set_pending", "request.iat");
    return request;
  });
  const nonce = await log.verify(part, "nonce", async (signedBy) => {
    const nonce = await nonceStatement.read(written.nonce);
    signedBy(nonce.header.kid);
    await runChecks(CHECKS.nonce, { request, nonce }, trusted);
    return nonce;
  });
  const hello = await log.verify(part, "hello", async (signedBy) => {
    const hello = await helloStatement.read(written.hello);
    const key = await thumbprintOf(hello.header.jwk);
    signedBy(key);
    await runChecks(CHECKS.hello, { request, nonce, hello }, trusted);
    const since = extensions.get(key) ?? Number.NEGATIVE_INFINITY; // a stranger's key is refused as such, at the attestation
    judgeRecorded(request.claims.iat, [since, Infinity], "bound_set_pending", "request.iat");
    return hello;
  });
  const presence = await log.verify(part, "presence_proof", async (signedBy) => {
    const presence = await presenceProof.read(written.presence_proof);
    signedBy(await thumbprintOf(presence.header.jwk));
    await runChecks(CHECKS.presence_proof, { request, nonce, hello, presence }, trusted);
    return presence;
  });
  const relay = await verifyRelay(log, part, written.relay, { device, presence }, trusted);
  const attestation = await log.verify(part, "attestation", async (signedBy) => {
    const attestation = await readAnyAttestation(written.attestation);
    signedBy(await thumbprintOf(attestation.header.jwk));
    await runChecks(CHECKS.attestation, { device, request, hello, presence, relay, attestation }, trusted);
    judgeRecorded(recorded.met_at, [nonce.claims.iat, nonce.claims.exp], "nonce_expired", "recorded.met_at");
    return attestation;
  });
  const decision = await log.verify(part, "decision", async (signedBy) => {
    const decision = await decisionStatement.read(written.decision);
    signedBy(decision.header.kid);
    await runChecks(CHECKS.decision, { request, facts, nonce, attestation, decision }, trusted);
    if (part !== "resting_login") await runChecks(CHECKS.rests_on, { facts, decision, earlier: null }, trusted);
    // no machine can merely claim `tpm`: the enrolment proved it, or the key lies elsewhere (protocol §3.8)
    if ((decision.claims.key_storage === "tpm") !== inTpm) refuse("decision_mismatch", "decision.key_storage");
    judgeRecorded(decision.claims.iat, [recorded.met_at, Infinity], "clock_skew", "decision.iat");
    return decision;
  });
  return { device, request, facts, nonce, hello, presence, relay, attestation, decision };
}

/** The keeper's statement has a link of its own where the command line ran elsewhere. Every other login must have none. */
async function verifyRelay(
  log: LinkLog,
  part: AnyPart,
  written: string | undefined,
  link: Pick<Decided, "device" | "presence">,
  trusted: Trusted,
): Promise<Decided["relay"]> {
  if (part !== "remote_login" && part !== "seconded_remote_login") {
    if (written !== undefined) refuse("relay_mismatch", "relay");
    await runChecks(CHECKS.relay, { ...link, relay: null }, trusted);
    return null;
  }
  return log.verify(part, "relay", async (signedBy) => {
    const relay = await relayStatement.read(written);
    signedBy(await thumbprintOf(relay.header.jwk));
    await runChecks(CHECKS.relay, { ...link, relay }, trusted);
    return relay;
  });
}

async function verifyTouch(
  log: LinkLog,
  part: TouchedPart,
  { assertion, security_key, recorded }: Pick<Written, "assertion" | "security_key" | "recorded">,
  decided: Decided,
  trusted: Trusted,
  { passkeys, uses }: KeysProven,
): Promise<ApprovalLink> {
  const approved = { ...decided, assertion, securityKey: security_key ?? null, earlier: null };
  await log.verify(part, "assertion", async (signedBy) => {
    signedBy(assertion.id);
    await runChecks(CHECKS.assertion, approved, trusted);
    judgeApproved(recorded.approved_at, decided);
    for (const touch of security_key === undefined ? [assertion] : [assertion, security_key]) {
      const { id } = touch;
      const since = passkeys.find(({ credential_id }) => credential_id === id)?.since ?? Infinity;
      judgeRecorded(recorded.approved_at, [since, Infinity], "passkey_not_bound", "recorded.approved_at");
      uses.addTouch(touch, [decided.decision.claims.iat, recorded.approved_at]);
    }
  });
  return approved;
}

function judgeApproved(at: number, { decision, request }: Decided): void {
  judgeRecorded(at, [decision.claims.iat, request.claims.exp], "request_expired", "recorded.approved_at");
}

/**
 * @param touchedAt the time of the touch, as the server recorded it
 * @param between the time within which the token could be made
 */
async function verifyToken(
  log: LinkLog,
  part: "login" | "remote_login" | "resting_login" | "seconded_token",
  { access_token }: Pick<Written, "access_token">,
  approved: Omit<Chain, "token">,
  trusted: Trusted,
  touchedAt: number,
  between: readonly [number, number],
): Promise<Chain> {
  return log.verify(part, "access_token", async (signedBy) => {
    const token = await accessToken.read(access_token);
    signedBy(token.header.kid);
    const chain = { ...approved, token };
    await runChecks([...CHECKS.co_approvals, ...CHECKS.access_token], chain, trusted);
    const { auth_time, iat } = token.claims;
    if (auth_time !== touchedAt) refuse("token_mismatch", "token.auth_time");
    judgeRecorded(iat, between, "token_mismatch", "token.iat");
    return chain;
  });
}
