import type { WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import type { Flaw } from "./flaw.ts";
import type { Member } from "./links.ts";

type Refusal = Pick<Flaw, "layer" | "code" | "field" | "also">;

/** The chain in its order. */
const MEMBERS: readonly Member[] = [
  "device_statement",
  "request",
  "facts",
  "nonce",
  "hello",
  "presence_proof",
  "attestation",
  "decision",
  "assertion",
  "access_token",
];

const take = (chain: WrittenChain, members: readonly Member[]): Partial<WrittenChain> =>
  Object.fromEntries(members.map((member) => [member, chain[member]]));

/** One link of another honest login of the same command line (threat P3). */
const ONE_LINK: Record<Member, Refusal> = {
  device_statement: {
    layer: "checkRequestDevice",
    code: "device_mismatch",
    field: "request.statement",
    also: ["checkFactsContext"],
  },
  request: {
    layer: "checkRequestDevice",
    code: "device_mismatch",
    field: "request.statement",
    also: [
      "checkRequestFacts",
      "checkNonceRequest",
      "checkHelloBinding",
      "checkPresenceSignature",
      "checkPresenceBinding",
      "checkLocalityLoopback",
      "checkDecisionFacts",
      "checkTokenRequest",
    ],
  },
  facts: {
    layer: "checkRequestFacts",
    code: "facts_mismatch",
    field: "request.facts",
    also: ["checkFactsContext", "checkTokenGrant"],
  },
  nonce: {
    layer: "checkNonceRequest",
    code: "nonce_mismatch",
    field: "nonce.request",
    also: ["checkHelloBinding", "checkPresenceBinding"],
  },
  hello: {
    layer: "checkHelloBinding",
    code: "request_mismatch",
    field: "hello.request",
    also: ["checkPresenceBinding"],
  },
  presence_proof: {
    layer: "checkPresenceSignature",
    code: "key_mismatch",
    field: "presence.jwk",
    also: ["checkPresenceBinding", "checkLocalityPresence"],
  },
  attestation: {
    layer: "checkLocalityPresence",
    code: "presence_mismatch",
    field: "attestation.presence",
    also: ["checkLocalityLoopback", "checkDecisionMeeting"],
  },
  decision: {
    layer: "checkDecisionMeeting",
    code: "decision_mismatch",
    field: "decision.attestation",
    also: ["checkDecisionFacts", "checkApprovalAssertion", "checkTokenChain"],
  },
  assertion: {
    layer: "checkApprovalAssertion",
    code: "assertion_invalid",
    field: "assertion",
    also: ["checkTokenChain"],
  },
  access_token: {
    layer: "checkTokenRequest",
    code: "token_mismatch",
    field: "token.request",
    also: ["checkTokenChain", "checkTokenGrant"],
  },
};

/** Every link up to that one of another honest login, the rest of this one. */
const UP_TO: Partial<Record<Member, Refusal>> = {
  request: {
    layer: "checkRequestFacts",
    code: "facts_mismatch",
    field: "request.facts",
    also: [
      "checkFactsContext",
      "checkNonceRequest",
      "checkHelloBinding",
      "checkPresenceSignature",
      "checkPresenceBinding",
      "checkLocalityLoopback",
      "checkDecisionFacts",
      "checkTokenRequest",
    ],
  },
  facts: {
    layer: "checkNonceRequest",
    code: "nonce_mismatch",
    field: "nonce.request",
    also: [
      "checkHelloBinding",
      "checkPresenceSignature",
      "checkPresenceBinding",
      "checkLocalityLoopback",
      "checkDecisionFacts",
      "checkTokenRequest",
      "checkTokenGrant",
    ],
  },
  nonce: {
    layer: "checkHelloBinding",
    code: "request_mismatch",
    field: "hello.request",
    also: [
      "checkPresenceSignature",
      "checkPresenceBinding",
      "checkLocalityLoopback",
      "checkDecisionFacts",
      "checkTokenRequest",
      "checkTokenGrant",
    ],
  },
  hello: {
    layer: "checkPresenceSignature",
    code: "key_mismatch",
    field: "presence.jwk",
    also: [
      "checkPresenceBinding",
      "checkLocalityLoopback",
      "checkDecisionFacts",
      "checkTokenRequest",
      "checkTokenGrant",
    ],
  },
  presence_proof: {
    layer: "checkLocalityPresence",
    code: "presence_mismatch",
    field: "attestation.presence",
    also: ["checkLocalityLoopback", "checkDecisionFacts", "checkTokenRequest", "checkTokenGrant"],
  },
  attestation: {
    layer: "checkDecisionMeeting",
    code: "decision_mismatch",
    field: "decision.attestation",
    also: ["checkDecisionFacts", "checkTokenRequest", "checkTokenGrant"],
  },
  decision: {
    layer: "checkApprovalAssertion",
    code: "assertion_invalid",
    field: "assertion",
    also: ["checkTokenRequest", "checkTokenChain", "checkTokenGrant"],
  },
  assertion: {
    layer: "checkTokenRequest",
    code: "token_mismatch",
    field: "token.request",
    also: ["checkTokenChain", "checkTokenGrant"],
  },
};

export const spliceFlaws = (other: WrittenChain): Flaw[] => [
  ...MEMBERS.map((member) => ({
    name: `${member} of another login`,
    why: `Both logins are honest and of one command line; only ${member} was taken from the other.`,
    ...ONE_LINK[member],
    chain: take(other, [member]),
  })),
  ...MEMBERS.flatMap((member, at): Flaw[] => {
    const refusal = UP_TO[member];
    if (refusal === undefined) return [];
    const why = `Both logins are honest and of one command line; from ${MEMBERS[at + 1]} on the chain is this one's.`;
    const name = `another login up to ${member}`;
    return [{ name, why, ...refusal, chain: take(other, MEMBERS.slice(0, at + 1)) }];
  }),
];
