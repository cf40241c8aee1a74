import type { Chain, Known } from "../chain/chain.ts";
import { refuse } from "../chain/refusal.ts";
import { LINK_CHECKS, runChecks } from "../chain/verify-chain.ts";
import { thumbprintOf } from "../keys.ts";
import { accessToken } from "../oauth/access-token.ts";
import { decision as decisionStatement } from "../statements/decision.ts";
import { deviceStatement } from "../statements/device.ts";
import { readFacts } from "../statements/facts.ts";
import { hello as helloStatement } from "../statements/hello.ts";
import { attestation as attestationStatement } from "../statements/locality.ts";
import { nonce as nonceStatement } from "../statements/nonce.ts";
import { presenceProof } from "../statements/presence.ts";
import { request as requestStatement } from "../statements/request.ts";
import type { Evidence } from "./evidence.ts";
import { judgeRecorded } from "./judge-recorded.ts";
import type { LinkLog } from "./link-report.ts";

const CHECKS = LINK_CHECKS;

/** What the enrolment proved of the keys, besides what they are. */
interface KeysProven {
  /** When they came into force, epoch seconds. */
  readonly enrolledAt: number;
  /** Each with when it came into force, epoch seconds. */
  readonly passkeys: readonly { readonly credential_id: string; readonly since: number }[];
  /** Whether the device key was shown to lie in a TPM. */
  readonly inTpm: boolean;
}

/**
 * The login's chain, link by link: each is read, and stands its own checks of `verify-chain.ts`, before the next one is
 * looked at. To them comes what a later verifier judges by the times that the server recorded (protocol §2).
 *
 * @throws Refused at the first link that fails
 */
export async function verifyLogin(
  log: LinkLog,
  written: Evidence["login"],
  known: Known,
  { enrolledAt, inTpm, passkeys }: KeysProven,
): Promise<Chain> {
  const { recorded, facts } = written;
  const device = await log.verify("login", "device_statement", async (signedBy) => {
    const device = await deviceStatement.read(written.device_statement);
    signedBy(device.header.kid);
    await runChecks(CHECKS.device_statement, { device }, known);
    return device;
  });
  const request = await log.verify("login", "request", async (signedBy) => {
    const request = await requestStatement.read(written.request);
    signedBy(request.header.kid);
    readFacts(facts);
    await runChecks(CHECKS.request, { device, request, facts }, known);
    judgeRecorded(request.claims.iat, [enrolledAt, Infinity], "bound_set_pending", "request.iat");
    return request;
  });
  const nonce = await log.verify("login", "nonce", async (signedBy) => {
    const nonce = await nonceStatement.read(written.nonce);
    signedBy(nonce.header.kid);
    await runChecks(CHECKS.nonce, { request, nonce }, known);
    return nonce;
  });
  const hello = await log.verify("login", "hello", async (signedBy) => {
    const hello = await helloStatement.read(written.hello);
    signedBy(await thumbprintOf(hello.header.jwk));
    await runChecks(CHECKS.hello, { request, nonce, hello }, known);
    return hello;
  });
  const presence = await log.verify("login", "presence_proof", async (signedBy) => {
    const presence = await presenceProof.read(written.presence_proof);
    signedBy(await thumbprintOf(presence.header.jwk));
    await runChecks(CHECKS.presence_proof, { request, nonce, hello, presence }, known);
    return presence;
  });
  const attestation = await log.verify("login", "attestation", async (signedBy) => {
    const attestation = await attestationStatement.read(written.attestation);
    signedBy(await thumbprintOf(attestation.header.jwk));
    await runChecks(CHECKS.attestation, { device, request, hello, presence, attestation }, known);
    judgeRecorded(recorded.met_at, [nonce.claims.iat, nonce.claims.exp], "nonce_expired", "recorded.met_at");
    return attestation;
  });
  const decision = await log.verify("login", "decision", async (signedBy) => {
    const decision = await decisionStatement.read(written.decision);
    signedBy(decision.header.kid);
    await runChecks(CHECKS.decision, { request, nonce, attestation, decision }, known);
    // `tpm` is nobody's word: it was proven at the enrolment or is not so (protocol §3.8)
    if ((decision.claims.key_storage === "tpm") !== inTpm) refuse("decision_mismatch", "decision.key_storage");
    judgeRecorded(decision.claims.iat, [recorded.met_at, Infinity], "clock_skew", "decision.iat");
    return decision;
  });
  const { assertion } = written;
  await log.verify("login", "assertion", async (signedBy) => {
    signedBy(assertion.id);
    await runChecks(CHECKS.assertion, { decision, assertion }, known);
    const open = [decision.claims.iat, request.claims.exp] as const;
    judgeRecorded(recorded.approved_at, open, "request_expired", "recorded.approved_at");
    const since = passkeys.find(({ credential_id }) => credential_id === assertion.id)?.since ?? Infinity;
    judgeRecorded(recorded.approved_at, [since, Infinity], "passkey_not_bound", "recorded.approved_at");
  });
  const token = await log.verify("login", "access_token", async (signedBy) => {
    const token = await accessToken.read(written.access_token);
    signedBy(token.header.kid);
    await runChecks(CHECKS.access_token, { device, request, facts, presence, decision, assertion, token }, known);
    const { auth_time, iat } = token.claims;
    if (auth_time !== recorded.approved_at) refuse("token_mismatch", "token.auth_time");
    judgeRecorded(iat, [auth_time, request.claims.exp], "token_mismatch", "token.iat");
    return token;
  });
  return { device, request, facts, nonce, hello, presence, attestation, decision, assertion, token };
}
