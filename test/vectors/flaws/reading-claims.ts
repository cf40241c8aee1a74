import type { WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import { newEnrolmentId } from "@nearside/shared/ids.ts";
import { idToken } from "@nearside/shared/oauth/id-token.ts";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { browserStatement } from "@nearside/shared/statements/browser.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { peerRefusal } from "@nearside/shared/statements/peer-refusal.ts";
import { refreshStatement } from "@nearside/shared/statements/refresh.ts";
import { report } from "@nearside/shared/statements/report.ts";
import { idOf, STARTED, VECTORS_ISSUER } from "../about.ts";
import { forge, partsOf } from "../forge.ts";
import type { Parties } from "../parties.ts";
import type { Flaw } from "./flaw.ts";
import { type Link, linksOf } from "./links.ts";
import { type Json, nextLetter, unreadable } from "./reading.ts";

type Line = readonly [member: Link["member"], field: string, why: string, change: (honest: Json) => Json];

/** One claim with a value that it may not have. `field` is the claim's path. */
const LINES: readonly Line[] = [
  ["device_statement", "iss", "A device id with loose bits.", (c) => ({ ...c, iss: nextLetter(String(c["iss"])) })],
  ["device_statement", "aud", "An issuer with a path.", (c) => ({ ...c, aud: `${VECTORS_ISSUER}/` })],
  ["device_statement", "aud", "An issuer with its default port.", (c) => ({ ...c, aud: `${VECTORS_ISSUER}:443` })],
  ["device_statement", "aud", "An issuer without TLS.", (c) => ({ ...c, aud: "http://login.example.com" })],
  ["device_statement", "aud", "Two issuers.", (c) => ({ ...c, aud: [VECTORS_ISSUER] })],
  ["device_statement", "jti", "Fewer than 128 bits.", (c) => ({ ...c, jti: "AAAA" })],
  ["device_statement", "jti", "Loose bits.", (c) => ({ ...c, jti: nextLetter(String(c["jti"])) })],
  ["device_statement", "cnf", "A claim beside jkt.", (c) => ({ ...c, cnf: { ...Object(c["cnf"]), kid: "1" } })],
  ["device_statement", "cnf.jkt", "No thumbprint.", (c) => ({ ...c, cnf: { jkt: "session" } })],
  ["device_statement", "loopback.address", "Every address.", (c) => aimed(c, { address: "0.0.0.0" })],
  ["device_statement", "loopback.address", "A name.", (c) => aimed(c, { address: "localhost" })],
  ["device_statement", "loopback.address", "Another machine.", (c) => aimed(c, { address: "192.0.2.7" })],
  ["device_statement", "loopback.address", "The cloud's own.", (c) => aimed(c, { address: "169.254.169.254" })],
  ["device_statement", "loopback.port", "A port of the system's.", (c) => aimed(c, { port: 1023 })],
  ["device_statement", "loopback.port", "No port.", (c) => aimed(c, { port: 65_536 })],
  ["device_statement", "loopback.port", "A text.", (c) => aimed(c, { port: "40000" })],
  ["device_statement", "loopback", "A path.", (c) => aimed(c, { path: "/admin" })],
  ["device_statement", "context.command", "1025 characters.", (c) => context(c, { command: "a".repeat(1025) })],
  ["device_statement", "context.hostname", "A list.", (c) => context(c, { hostname: ["laptop"] })],
  ["device_statement", "context", "A word of its own.", (c) => context(c, { verified: true })],
  ["device_statement", "posture.firewall.age", "A look that is yet to come.", (c) => posture(c, { age: -1 })],
  ["device_statement", "posture.firewall.value", "A value that there is not.", (c) => posture(c, { value: "perfect" })],
  ["device_statement", "posture.firewall.source", "A text of its own.", (c) => posture(c, { source: "It is on." })],
  ["device_statement", "posture.firewall.reason", "Unknown for no reason.", (c) => posture(c, { value: "unknown" })],
  ["device_statement", "posture.firewall", "A proof.", (c) => posture(c, { verified: true })],
  ["device_statement", "posture", "A list.", (c) => ({ ...c, posture: [] })],
  ["device_statement", "posture", "A fact that nobody knows.", (c) => ({ ...c, posture: { antivirus: {} } })],
  ["request", "jti", "An enrolment's id.", (c) => ({ ...c, jti: newEnrolmentId((length) => new Uint8Array(length)) })],
  [
    "request",
    "extensions",
    "65 extensions.",
    (c) => ({ ...c, extensions: Array.from({ length: 65 }, () => c["facts"]) }),
  ],
  ["request", "extensions.0", "No hash.", (c) => ({ ...c, extensions: ["*"] })],
  ["request", "sub_jkt", "null.", (c) => ({ ...c, sub_jkt: null })],
  ["request", "loopback.address", "Another machine.", (c) => aimed(c, { address: "10.0.0.1" })],
  ["nonce", "nonce", "An empty text.", (c) => ({ ...c, nonce: "" })],
  ["hello", "xn", "Fewer than 128 bits.", (c) => ({ ...c, xn: "AAAA" })],
  ["presence_proof", "peer.account", "Another account's.", (c) => peer(c, { account: "other" })],
  ["presence_proof", "peer.forwarded", "A forwarded port.", (c) => peer(c, { forwarded: "yes" })],
  ["presence_proof", "peer.process", "256 characters.", (c) => peer(c, { process: "a".repeat(256) })],
  ["attestation", "browser", "An empty text.", (c) => ({ ...c, browser: "" })],
  ["attestation", "loopback.port", "A port of the system's.", (c) => aimed(c, { port: 22 })],
  ["decision", "rules.outcome", "A refusal.", (c) => ({ ...c, rules: { outcome: "refuse", version: "1" } })],
  ["decision", "user.id", "A name.", (c) => ({ ...c, user: { id: "ada", name: "Ada" } })],
  ["decision", "rules.version", "No version.", (c) => ruled(c, { version: "" })],
  ["decision", "rules.version", "65 characters.", (c) => ruled(c, { version: "v".repeat(65) })],
  ["decision", "rules.decided_by.0", "A rule of 65 characters.", (c) => ruled(c, { decided_by: ["a".repeat(65)] })],
  ["decision", "rules.decided_by.0", "A rule in capitals.", (c) => ruled(c, { decided_by: ["PROD"] })],
  ["decision", "rules.decided_by", "No rule.", (c) => ruled(c, { decided_by: [] })],
  ["decision", "justification", "An empty reason.", (c) => ({ ...c, justification: "" })],
  ["decision", "justification", "A reason of nine characters.", (c) => ({ ...c, justification: "nine long" })],
  ["decision", "ticket", "An empty ticket.", (c) => ({ ...c, ticket: "" })],
  ["decision", "ticket", "Words for a ticket.", (c) => ({ ...c, ticket: "the usual one" })],
  ["decision", "require", "A list.", (c) => ({ ...c, require: [] })],
  ["decision", "lifetime.access_token", "Less than none.", (c) => lifetime(c, { access_token: -1 })],
  ["access_token", "aud", "No list.", (c) => ({ ...c, aud: "https://api.example.com" })],
  ["access_token", "aud", "Nobody.", (c) => ({ ...c, aud: [] })],
  ["access_token", "sub", "A name.", (c) => ({ ...c, sub: "ada" })],
  ["access_token", "cnf.jkt", "No thumbprint.", (c) => ({ ...c, cnf: { jkt: "" } })],
  ["access_token", "proof.peer", "Another account's.", (c) => part(c, "proof", { peer: "other" })],
  ["access_token", "proof", "A word of its own.", (c) => part(c, "proof", { verified: true })],
  ["access_token", "authorization_details", "Details of nothing.", (c) => ({ ...c, authorization_details: [] })],
  ["access_token", "authorization_details.0", "A hidden member.", (c) => ({ ...c, ...hidden })],
];

const part = (claims: Json, name: string, change: Json): Json => ({
  ...claims,
  [name]: { ...Object(claims[name]), ...change },
});
const aimed = (claims: Json, change: Json): Json => part(claims, "loopback", change);
const context = (claims: Json, change: Json): Json => part(claims, "context", change);
/** A fact that no honest machine tells so. */
const posture = (claims: Json, change: Json): Json => ({
  ...claims,
  posture: { firewall: { value: "on", age: 5, source: "nft", ...change } },
});
const peer = (claims: Json, change: Json): Json => part(claims, "peer", change);
const ruled = (claims: Json, change: Json): Json => part(claims, "rules", change);
const lifetime = (claims: Json, change: Json): Json => part(claims, "lifetime", change);
const hidden = { authorization_details: [{ type: "deploy", constructor: "everything" }] };

export async function claimFlaws(honest: WrittenChain, parties: Parties): Promise<Flaw[]> {
  const flaws: Flaw[] = [];
  for (const [member, field, why, change] of LINES) {
    const link = linksOf(parties).find((one) => one.member === member);
    if (link === undefined) throw new RangeError(member);
    const { header, claims } = partsOf(honest[member]);
    const text = await forge(link.party, JSON.stringify(header), JSON.stringify(change(claims)));
    const name = `${field}: ${why.toLowerCase().replace(/\.$/, "")}`;
    flaws.push(unreadable(member, name, why, ["malformed", field], text));
  }
  return [...flaws, ...(await strangeStatements(parties))];
}

/** Statements of types that have no place in the chain, by the key whose place they take. */
async function strangeStatements({ device, session, extension, server, user }: Parties): Promise<Flaw[]> {
  const hash = "A".repeat(43);
  const machine = {
    iss: device.thumbprint,
    aud: VECTORS_ISSUER,
    jti: idOf("strange"),
    iat: STARTED,
    exp: STARTED + 60,
  };
  const strange = async (member: Link["member"], what: string, jws: Promise<string>) =>
    unreadable(member, `${what} in its place`, "By the right key, of another type.", ["wrong_type", "typ"], await jws);
  return [
    await strange(
      "device_statement",
      "refresh statement",
      refreshStatement.sign(device, { ...machine, cnf: { jkt: session.thumbprint } }),
    ),
    await strange(
      "device_statement",
      "browser statement",
      browserStatement.sign(device, { ...machine, loopback: { address: "127.0.0.1", port: 40_000 } }),
    ),
    await strange(
      "access_token",
      "ID token",
      idToken.sign(server, {
        ...{ iss: VECTORS_ISSUER, sub: user.id, aud: "deploy", iat: STARTED, exp: STARTED + 900, auth_time: STARTED },
        ...{ acr: ACR_VALUES[0], amr: ["pop", "user", "swk"], at_hash: "A".repeat(22) },
      }),
    ),
    await strange("attestation", "denial", denial.sign(extension, { attestation: hash })),
    await strange(
      "hello",
      "report",
      report.sign(extension, {
        request: hash,
        reason: "started_elsewhere",
        nonce: idOf("strange"),
        iat: STARTED,
      }),
    ),
    await strange(
      "presence_proof",
      "peer refusal",
      peerRefusal.sign(session, { request: hash, code: "peer_forwarded", jti: idOf("strange"), iat: STARTED }),
    ),
  ];
}

/** The two links that are no JWS. */
export function plainFlaws(honest: WrittenChain): Flaw[] {
  const { facts, assertion } = honest;
  const { response } = assertion;
  const inFacts = (name: string, why: string, field: string, text: unknown): Flaw =>
    unreadable("facts", name, why, ["malformed", field], text);
  const inResponse = (name: string, why: string, change: Partial<Record<keyof typeof response, unknown>>): Flaw => {
    const [member] = Object.keys(change);
    const value = { ...assertion, response: { ...response, ...change } };
    return unreadable("assertion", name, why, ["malformed", `assertion.response.${member}`], value);
  };
  return [
    inFacts("white space", "JSON with white space.", "json", `${facts}\n`),
    inFacts("a member twice", "Shown once, hashed twice.", "json", facts.replace('"scope"', '"scope":"all","scope"')),
    inFacts("a needless escape", "\\u0064 for d.", "json", facts.replace('"deploy"', '"\\u0064eploy"')),
    inFacts("the salt not first", "What a stranger can guess begins it.", "facts", saltLast(facts)),
    inFacts("no salt", "A stranger could guess what was hashed.", "facts", facts.replace(/"salt":"[^"]+",/, "")),
    inFacts("an empty salt", "No random bits.", "salt", facts.replace(/"salt":"[^"]+"/, '"salt":""')),
    inFacts("an unknown member", "Nobody would show it.", "facts", facts.replace(/}$/, ',"admin":true}')),
    inFacts(
      "a member hidden in the details",
      "It would be granted and not shown.",
      "authorization_details.0",
      facts.replace('"target"', '"constructor":"everything","target"'),
    ),
    inFacts(
      "details five thousand levels deep",
      "A program that shows them runs out of stack.",
      "json",
      facts.replace('"target":', `"deep":${"[".repeat(5000)}${"]".repeat(5000)},"target":`),
    ),
    inFacts("too long by one character", "32 769 characters.", "facts", facts.padEnd(32_769)),
    inFacts("an object", "Not the text.", "facts", JSON.parse(facts)),
    inFacts("no class at all", "A list of none.", "acr_values", demanding(facts, '"acr_values":[]')),
    inFacts("one class twice", "Twice the same.", "acr_values", demanding(facts, '"acr_values":["a","a"]')),
    inFacts("a class of two words", "A blank.", "acr_values.0", demanding(facts, '"acr_values":["a b"]')),
    inFacts("an age below none", "Negative.", "max_age", demanding(facts, '"max_age":-1')),
    inResponse("loose bits in the signature", "The token would name other bytes than evidence holds.", {
      signature: loosened(response.signature),
    }),
    inResponse("loose bits in the client data", "A second text for one answer.", {
      clientDataJSON: loosened(response.clientDataJSON),
    }),
    inResponse("padding in the authenticator data", "A second text for one answer.", {
      authenticatorData: `${response.authenticatorData}=`,
    }),
    inResponse("no signature", "null.", { signature: null }),
    unreadable("assertion", "an attestation's type", "type is not public-key.", ["malformed", "assertion.type"], {
      ...assertion,
      type: "public-key-attestation",
    }),
    unreadable("assertion", "a credential id with padding", "A second name.", ["malformed", "assertion.id"], {
      ...assertion,
      id: `${assertion.id}=`,
    }),
    ...[[], [{ credProps: {} }]].map((clientExtensionResults) =>
      unreadable(
        "assertion",
        `results of extensions as a list of ${clientExtensionResults.length}`,
        "Not an object.",
        ["malformed", "assertion.clientExtensionResults"],
        { ...assertion, clientExtensionResults },
      ),
    ),
    unreadable("assertion", "a text", "Not an assertion.", ["malformed", "assertion"], JSON.stringify(assertion)),
    {
      name: "a link too many",
      why: "Nobody would check it.",
      layer: "read",
      code: "malformed",
      field: "chain",
      chain: { denial: honest.hello },
    },
  ];
}

const demanding = (facts: string, member: string): string => facts.replace('"context":', `${member},"context":`);

function saltLast(facts: string): string {
  const { salt, ...rest }: Json = JSON.parse(facts);
  return JSON.stringify({ ...rest, salt });
}

/** Bits of no byte at the end, after a byte more where none would be left over. */
const loosened = (text: string): string => nextLetter(text.length % 4 === 0 ? `${text}AA` : text);
