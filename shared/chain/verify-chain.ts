import { checkTokenChain } from "./access-token/check-token-chain.ts";
import { checkTokenClass } from "./access-token/check-token-class.ts";
import { checkTokenDevice } from "./access-token/check-token-device.ts";
import { checkTokenGrant } from "./access-token/check-token-grant.ts";
import { checkTokenOrigin } from "./access-token/check-token-origin.ts";
import { checkTokenPlace } from "./access-token/check-token-place.ts";
import { checkTokenProof } from "./access-token/check-token-proof.ts";
import { checkTokenRequest } from "./access-token/check-token-request.ts";
import { checkTokenSignature } from "./access-token/check-token-signature.ts";
import { checkTokenStatus } from "./access-token/check-token-status.ts";
import { checkTokenStepUp } from "./access-token/check-token-step-up.ts";
import { checkTokenTouch } from "./access-token/check-token-touch.ts";
import { checkTokenUser } from "./access-token/check-token-user.ts";
import { checkApprovalAssertion } from "./assertion/check-approval-assertion.ts";
import { checkApprovalBackup } from "./assertion/check-approval-backup.ts";
import { checkApprovalDeviceBound } from "./assertion/check-approval-device-bound.ts";
import { checkApprovalPasskey } from "./assertion/check-approval-passkey.ts";
import { checkApprovalTopOrigin } from "./assertion/check-approval-top-origin.ts";
import { checkSecurityKey } from "./assertion/check-security-key.ts";
import { checkBoundSet } from "./attestation/check-bound-set.ts";
import { checkLocalityLoopback } from "./attestation/check-locality-loopback.ts";
import { checkLocalityPresence } from "./attestation/check-locality-presence.ts";
import { checkLocalityRelay } from "./attestation/check-locality-relay.ts";
import { checkLocalitySignature } from "./attestation/check-locality-signature.ts";
import { checkPeer } from "./attestation/check-peer.ts";
import type { ApprovalLink, Chain, Check, Trusted } from "./chain.ts";
import { checkCoApprover } from "./co-approval/check-co-approver.ts";
import { checkCoAssertion } from "./co-approval/check-co-assertion.ts";
import { checkCoInitiator } from "./co-approval/check-co-initiator.ts";
import { checkCoNamed } from "./co-approval/check-co-named.ts";
import { checkCoQuestions } from "./co-approval/check-co-questions.ts";
import { checkCoQuorum } from "./co-approval/check-co-quorum.ts";
import { checkCoReview } from "./co-approval/check-co-review.ts";
import { checkCoSignature } from "./co-approval/check-co-signature.ts";
import { checkCoTime } from "./co-approval/check-co-time.ts";
import { checkDecisionFacts } from "./decision/check-decision-facts.ts";
import { checkDecisionMeeting } from "./decision/check-decision-meeting.ts";
import { checkDecisionOutcome } from "./decision/check-decision-outcome.ts";
import { checkDecisionParty } from "./decision/check-decision-party.ts";
import { checkDecisionScope } from "./decision/check-decision-scope.ts";
import { checkDecisionSignature } from "./decision/check-decision-signature.ts";
import { checkDecisionTime } from "./decision/check-decision-time.ts";
import { checkDeviceAudience } from "./device-statement/check-device-audience.ts";
import { checkDeviceSession } from "./device-statement/check-device-session.ts";
import { checkDeviceSignature } from "./device-statement/check-device-signature.ts";
import { checkHostSignature } from "./device-statement/check-host-signature.ts";
import { checkHelloBinding } from "./hello/check-hello-binding.ts";
import { checkHelloListed } from "./hello/check-hello-listed.ts";
import { checkHelloSignature } from "./hello/check-hello-signature.ts";
import { checkNonceRequest } from "./nonce/check-nonce-request.ts";
import { checkNonceSignature } from "./nonce/check-nonce-signature.ts";
import { checkNonceTime } from "./nonce/check-nonce-time.ts";
import { checkPresenceBinding } from "./presence-proof/check-presence-binding.ts";
import { checkPresenceSignature } from "./presence-proof/check-presence-signature.ts";
import { checkRelayAsked } from "./relay/check-relay-asked.ts";
import { checkRelayPresence } from "./relay/check-relay-presence.ts";
import { checkRelaySignature } from "./relay/check-relay-signature.ts";
import { checkDeviceTime } from "./request/check-device-time.ts";
import { checkFactsContext } from "./request/check-facts-context.ts";
import { checkFactsLease } from "./request/check-facts-lease.ts";
import { checkFactsPlace } from "./request/check-facts-place.ts";
import { checkRequestDevice } from "./request/check-request-device.ts";
import { checkRequestFacts } from "./request/check-request-facts.ts";
import { checkRequestPlace } from "./request/check-request-place.ts";
import { checkRequestSignature } from "./request/check-request-signature.ts";
import { checkEarlierAsked } from "./rests-on/check-earlier-asked.ts";
import { checkEarlierGiven } from "./rests-on/check-earlier-given.ts";
import { checkEarlierKey } from "./rests-on/check-earlier-key.ts";
import { checkEarlierNamed } from "./rests-on/check-earlier-named.ts";
import { checkEarlierScope } from "./rests-on/check-earlier-scope.ts";
import { checkEarlierTime } from "./rests-on/check-earlier-time.ts";
import { checkEarlierTouch } from "./rests-on/check-earlier-touch.ts";

// The numbered list of checks, and nothing else. A reader of the protocol reads it from top to bottom: under each
// statement of the chain come its checks, in the order of protocol §4.4. The checks of one statement lie in the folder
// that has its name.

export const LINK_CHECKS = {
  /** "This session key is a command line on this machine" (protocol §4.1). */
  device_statement: [
    /*  1 */ checkDeviceSignature,
    /*  2 */ checkDeviceAudience,
    /*  3 */ checkDeviceSession,
    /*  4 */ checkHostSignature,
  ],
  /** "This is asked", with its facts (protocol §4.1). */
  request: [
    /*  5 */ checkDeviceTime,
    /*  6 */ checkRequestSignature,
    /*  7 */ checkRequestDevice,
    /*  8 */ checkRequestPlace,
    /*  9 */ checkRequestFacts,
    /* 10 */ checkFactsContext,
    /* 11 */ checkFactsPlace,
    /* 12 */ checkFactsLease,
  ],
  /** The salt of one meeting (protocol §4.3). */
  nonce: [/* 13 */ checkNonceSignature, /* 14 */ checkNonceRequest, /* 15 */ checkNonceTime],
  /** "I am the extension that wants to meet you" (protocol §4.3). */
  hello: [/* 16 */ checkHelloListed, /* 17 */ checkHelloSignature, /* 18 */ checkHelloBinding],
  /** "I am the command line of this request and was met" (protocol §4.3). */
  presence_proof: [/* 19 */ checkPresenceSignature, /* 20 */ checkPresenceBinding],
  /** "I passed the hello on and took that answer back", for a command line elsewhere alone (protocol §10.3). */
  relay: [/* 21 */ checkRelayAsked, /* 22 */ checkRelaySignature, /* 23 */ checkRelayPresence],
  /** "I met that command line on this machine" (protocol §4.3, §4.4). */
  attestation: [
    /* 24 */ checkLocalitySignature,
    /* 25 */ checkLocalityPresence,
    /* 26 */ checkLocalityRelay,
    /* 27 */ checkLocalityLoopback,
    /* 28 */ checkBoundSet,
    /* 29 */ checkPeer,
  ],
  /** "This is agreed to" (protocol §4.5). */
  decision: [
    /* 30 */ checkDecisionSignature,
    /* 31 */ checkDecisionMeeting,
    /* 32 */ checkDecisionParty,
    /* 33 */ checkDecisionFacts,
    /* 34 */ checkDecisionTime,
    /* 35 */ checkDecisionScope,
    /* 36 */ checkDecisionOutcome,
  ],
  /** An approval given a while ago, on which the decision may rest. It has a whole chain of its own (protocol §4.5). */
  rests_on: [
    /* 37 */ checkEarlierNamed,
    /* 38 */ checkEarlierTouch,
    /* 39 */ checkEarlierAsked,
    /* 40 */ checkEarlierScope,
    /* 41 */ checkEarlierTime,
    /* 42 */ checkEarlierKey,
    /* 43 */ checkEarlierGiven,
  ],
  /** "I agree to exactly that", or to the decision that it rests on (protocol §4.5). */
  assertion: [
    /* 44 */ checkApprovalPasskey,
    /* 45 */ checkApprovalAssertion,
    /* 46 */ checkApprovalTopOrigin,
    /* 47 */ checkApprovalBackup,
    /* 48 */ checkApprovalDeviceBound,
    /* 49 */ checkSecurityKey,
  ],
  /** "Another person, on another machine, agrees to exactly that as well", where the decision asks for it (protocol §11). */
  co_approvals: [
    /* 50 */ checkCoQuorum,
    /* 51 */ checkCoSignature,
    /* 52 */ checkCoNamed,
    /* 53 */ checkCoInitiator,
    /* 54 */ checkCoApprover,
    /* 55 */ checkCoTime,
    /* 56 */ checkCoQuestions,
    /* 57 */ checkCoReview,
    /* 58 */ checkCoAssertion,
  ],
  /** "This was agreed to" (protocol §4.6). */
  access_token: [
    /* 59 */ checkTokenSignature,
    /* 60 */ checkTokenRequest,
    /* 61 */ checkTokenUser,
    /* 62 */ checkTokenDevice,
    /* 63 */ checkTokenChain,
    /* 64 */ checkTokenGrant,
    /* 65 */ checkTokenProof,
    /* 66 */ checkTokenPlace,
    /* 67 */ checkTokenClass,
    /* 68 */ checkTokenStepUp,
    /* 69 */ checkTokenOrigin,
    /* 70 */ checkTokenTouch,
    /* 71 */ checkTokenStatus,
  ],
} as const satisfies Readonly<Record<string, readonly Check<Chain>[]>>;

export const CHAIN_CHECKS: readonly Check<Chain>[] = Object.values(LINK_CHECKS).flat();

const { co_approvals: _ofOthers, access_token: _afterApproval, ...UP_TO_APPROVAL } = LINK_CHECKS;
/**
 * The checks of one person's approval before there is a token. An earlier approval, on which another rests, passes the
 * same, and so does one that a second approver is shown.
 */
export const APPROVAL_CHECKS: readonly Check<ApprovalLink>[] = Object.values(UP_TO_APPROVAL).flat();

/**
 * Runs the checks in their order; the first that fails ends the run.
 *
 * @throws Refused with a code of `refusal.ts`
 */
export async function runChecks<Links, Knowledge>(
  checks: readonly ((chain: Links, trusted: Knowledge) => Promise<void> | void)[],
  chain: Links,
  trusted: Knowledge,
): Promise<void> {
  for (const check of checks) await check(chain, trusted);
}

/**
 * Verifies a whole chain, and before it the earlier approval that it rests on, if there is one.
 *
 * @throws Refused with a code of `refusal.ts`
 */
export async function verifyChain(chain: Chain, trusted: Trusted): Promise<void> {
  if (chain.earlier !== null) await runChecks(APPROVAL_CHECKS, chain.earlier, trusted);
  await runChecks(CHAIN_CHECKS, chain, trusted);
}
