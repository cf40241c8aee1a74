import type { AssertionJson } from "@nearside/shared/api/webauthn.ts";
import type { WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import { derOf, resigned, signatureInDer, twinOf } from "../forge.ts";
import { knownOf, writeLogin } from "../login.ts";
import type { Parties } from "../parties.ts";
import type { Flaw } from "./flaw.ts";

type Member = keyof WrittenChain;
type Refusal = Pick<Flaw, "layer" | "code" | "field" | "also">;

/** The chain in its order. */
export const MEMBERS: readonly Member[] = [
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
  facts: { layer: "checkRequestFacts", code: "facts_mismatch", field: "request.facts", also: ["checkFactsContext"] },
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
    also: ["checkTokenChain"],
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
    ],
  },
  hello: {
    layer: "checkPresenceSignature",
    code: "key_mismatch",
    field: "presence.jwk",
    also: ["checkPresenceBinding", "checkLocalityLoopback", "checkDecisionFacts", "checkTokenRequest"],
  },
  presence_proof: {
    layer: "checkLocalityPresence",
    code: "presence_mismatch",
    field: "attestation.presence",
    also: ["checkLocalityLoopback", "checkDecisionFacts", "checkTokenRequest"],
  },
  attestation: {
    layer: "checkDecisionMeeting",
    code: "decision_mismatch",
    field: "decision.attestation",
    also: ["checkDecisionFacts", "checkTokenRequest"],
  },
  decision: {
    layer: "checkApprovalAssertion",
    code: "assertion_invalid",
    field: "assertion",
    also: ["checkTokenRequest", "checkTokenChain"],
  },
  assertion: {
    layer: "checkTokenRequest",
    code: "token_mismatch",
    field: "token.request",
    also: ["checkTokenChain"],
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

/**
 * Whoever sees an ECDSA signature R ‖ S can write R ‖ n − S, which is as good: a second text, a second hash (threat P8).
 * Where a hash is named, the text is one.
 */
export const twinFlaws = (honest: WrittenChain): Flaw[] => {
  const twin = (member: Exclude<Member, "assertion" | "facts">, refusal: Refusal): Flaw => ({
    name: `${member} with the twin of its signature`,
    why: "R ‖ n − S in the place of R ‖ S: a valid signature, but not the text that the next link names.",
    ...refusal,
    chain: { [member]: resigned(honest[member], twinOf) },
  });
  return [
    twin("device_statement", { layer: "checkRequestDevice", code: "device_mismatch", field: "request.statement" }),
    twin("request", {
      layer: "checkNonceRequest",
      code: "nonce_mismatch",
      field: "nonce.request",
      also: ["checkHelloBinding", "checkPresenceBinding"],
    }),
    twin("presence_proof", {
      layer: "checkLocalityPresence",
      code: "presence_mismatch",
      field: "attestation.presence",
    }),
    twin("attestation", { layer: "checkDecisionMeeting", code: "decision_mismatch", field: "decision.attestation" }),
    twin("decision", {
      layer: "checkApprovalAssertion",
      code: "assertion_invalid",
      field: "assertion",
      also: ["checkTokenChain"],
    }),
    {
      name: "assertion with the twin of its signature",
      why: "R, n − S in the place of R, S: a valid signature, but not the one that the token names.",
      layer: "checkTokenChain",
      code: "chain_mismatch",
      field: "token.chain",
      chain: { assertion: assertionTwin(honest.assertion) },
    },
  ];
};

function assertionTwin(assertion: AssertionJson): AssertionJson {
  const der = Buffer.from(assertion.response.signature, "base64url");
  const signature = Buffer.from(derOf(twinOf(signatureInDer(der)))).toString("base64url");
  return { ...assertion, response: { ...assertion.response, signature } };
}

/** Two machines, two bound sets, one server. */
export const foreignFlaws = async (victim: Parties, attacker: Parties): Promise<Flaw[]> => [
  {
    name: "whole login of another machine",
    why: "Every link is honest, of a machine that is not this one.",
    layer: "checkDeviceSignature",
    code: "key_mismatch",
    field: "device.iss",
    also: [
      "checkBoundSet",
      "checkDecisionParty",
      "checkApprovalPasskey",
      "checkApprovalAssertion",
      "checkApprovalBackup",
      "checkTokenUser",
    ],
    chain: await writeLogin(attacker, "login of another machine"),
  },
  {
    name: "login of another machine, met and approved by this one's browser",
    why: "Device-code phishing (threat R1): the attacker's machine asked; the victim's extension and passkey signed.",
    layer: "checkHelloListed",
    code: "extension_not_listed",
    field: "hello.jwk",
    also: ["checkBoundSet", "checkApprovalPasskey", "checkApprovalAssertion", "checkApprovalBackup"],
    chain: await writeLogin(attacker, "phished login", {
      hello: { signer: victim.extension },
      passkey: victim.passkey,
    }),
    known: { bound: knownOf(attacker).bound },
  },
  {
    name: "login of this machine, met and approved by another one's browser in another name",
    why: "Login CSRF (threat R11): the victim's command line would be signed in as the attacker.",
    layer: "checkHelloListed",
    code: "extension_not_listed",
    field: "hello.jwk",
    also: [
      "checkBoundSet",
      "checkDecisionParty",
      "checkApprovalPasskey",
      "checkApprovalAssertion",
      "checkApprovalBackup",
      "checkTokenUser",
    ],
    chain: await writeLogin(victim, "login signed in as another", {
      hello: { signer: attacker.extension },
      decision: { claims: (honest) => ({ ...honest, user: attacker.user }) },
      passkey: attacker.passkey,
      token: { claims: (honest) => ({ ...honest, sub: attacker.user.id }) },
    }),
  },
];
