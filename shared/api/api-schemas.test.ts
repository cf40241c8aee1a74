import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { keyAttestationSchema } from "../key-attestation/attested-key.ts";
import { deviceAuthorizationAnswerSchema } from "../oauth/device-authorization.ts";
import { metadataSchema } from "../oauth/metadata.ts";
import { tokenAnswerSchema } from "../oauth/token-response.ts";
import {
  assertionJsonSchema,
  creationOptionsSchema,
  registrationJsonSchema,
  requestOptionsSchema,
} from "../passkey/webauthn.ts";
import { apiErrorSchema } from "./api-error.ts";
import {
  enrolmentLocalityAnswerSchema,
  enrolmentMeetingSchema,
  enrolmentNonceAnswerSchema,
  enrolmentPasskeySchema,
  enrolmentProofSchema,
  enrolmentRefusalSchema,
  enrolmentStateAnswerSchema,
  enrolmentStateBodySchema,
  enrolmentViewSchema,
  startEnrolmentAnswerSchema,
  startEnrolmentSchema,
} from "./enrolments.ts";
import { startKeyAttestationAnswerSchema, startKeyAttestationSchema } from "./key-attestations.ts";
import {
  approveAnswerSchema,
  approveBodySchema,
  decisionAnswerSchema,
  denyAnswerSchema,
  denyBodySchema,
  emptyBodySchema,
  localityAnswerSchema,
  meetingSchema,
  nonceAnswerSchema,
  peerBodySchema,
  reportBodySchema,
} from "./login-requests.ts";
import { helloAnswerSchema, helloBodySchema } from "./loopback.ts";

// Every schema of the wire, with a message that it accepts, and the same message spoilt in every way that a sender can.

const JWS = "a".repeat(16);
const ID = "A".repeat(22);
const BYTES = "A".repeat(43);
const TICKET = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ";
const PASSKEY = { credential_id: ID, public_key: "A".repeat(103) };

const ASSERTION = {
  id: ID,
  rawId: ID,
  type: "public-key",
  clientExtensionResults: {},
  response: { clientDataJSON: BYTES, authenticatorData: BYTES, signature: BYTES },
} as const;
const REGISTRATION = {
  ...ASSERTION,
  response: { clientDataJSON: BYTES, attestationObject: BYTES, transports: ["internal"] },
} as const;
const GET = {
  challenge: BYTES,
  rpId: "login.example.com",
  timeout: 60_000,
  userVerification: "required",
  allowCredentials: [{ id: ID, type: "public-key" }],
} as const;
const CREATE = {
  challenge: BYTES,
  rp: { id: "login.example.com", name: "Nearside" },
  user: { id: BYTES, name: "ada", displayName: "Ada" },
  pubKeyCredParams: [{ alg: -7, type: "public-key" }],
  timeout: 60_000,
  attestation: "direct",
  excludeCredentials: [],
  authenticatorSelection: { userVerification: "required", residentKey: "preferred" },
} as const;
const MACHINE = {
  kind: "machine",
  user: "ada",
  ticket: TICKET,
  loopback: { address: "127.0.0.1", port: 40_000 },
  machine: { key_storage: "file", hostname: "laptop", os: "Debian 13", account: "ada" },
} as const;
const VIEW = {
  state: "pending",
  nonce: JWS,
  hello: JWS,
  presence_proof: JWS,
  attestation: JWS,
  passkey: PASSKEY,
  extension_proof: JWS,
  device_proof: JWS,
  receipt: null,
} as const;

const ATTESTED_KEY = {
  ...{ challenge: JWS, ek_certificate: BYTES, attestation_key: BYTES, secret: BYTES },
  ...{ device_key: BYTES, certify: BYTES, signature: "A".repeat(86) },
};

type Line = readonly [name: string, schema: v.GenericSchema, message: Readonly<Record<string, unknown>>];

/** Our own programs write and read these: they hold nothing more and nothing less. */
const STRICT: readonly Line[] = [
  ["POST …/nonce →, open", nonceAnswerSchema, { state: "open", request: JWS, nonce: JWS }],
  ["POST …/nonce →, ended", nonceAnswerSchema, { state: "denied" }],
  ["POST …/locality", meetingSchema, { nonce: JWS, hello: JWS, presence_proof: JWS, attestation: JWS }],
  ["POST …/locality →, met", localityAnswerSchema, { state: "met", facts: "{}" }],
  [
    "POST …/locality →, decided",
    localityAnswerSchema,
    { state: "decided", decision: JWS, facts: "{}", options: GET, security_key: null, rules: [] },
  ],
  [
    "POST …/decision →",
    decisionAnswerSchema,
    { state: "decided", decision: JWS, facts: "{}", options: GET, security_key: GET, rules: [] },
  ],
  ["POST …/approve", approveBodySchema, { decision: JWS, assertion: ASSERTION, security_key: ASSERTION }],
  ["POST …/approve →", approveAnswerSchema, { state: "approved", request_id: `rq_${ID}` }],
  ["POST …/deny", denyBodySchema, { denial: JWS, alert: false }],
  ["POST …/deny →", denyAnswerSchema, { state: "denied" }],
  ["POST …/report", reportBodySchema, { nonce: JWS, report: JWS }],
  ["POST …/peer", peerBodySchema, { peer_refusal: JWS }],
  ["hello", helloBodySchema, { request: JWS, nonce: JWS, hello: JWS }],
  ["hello →", helloAnswerSchema, { presence_proof: JWS }],
  ["POST enrolments, a machine", startEnrolmentSchema, MACHINE],
  ["POST enrolments, a browser", startEnrolmentSchema, { kind: "browser", browser_statement: JWS }],
  [
    "POST key-attestations",
    startKeyAttestationSchema,
    { kind: "tpm", user: "ada", ticket: TICKET, ek_certificate: BYTES, attestation_key: BYTES },
  ],
  [
    "POST key-attestations →",
    startKeyAttestationAnswerSchema,
    { challenge: JWS, credential: BYTES, encrypted_secret: BYTES },
  ],
  ["an attested key", keyAttestationSchema, ATTESTED_KEY],
  ["POST enrolments →", startEnrolmentAnswerSchema, { enrolment_request: JWS }],
  ["enrolment nonce →, open", enrolmentNonceAnswerSchema, { state: "open", enrolment_request: JWS, nonce: JWS }],
  ["enrolment nonce →, ended", enrolmentNonceAnswerSchema, { state: "expired" }],
  ["enrolment locality", enrolmentMeetingSchema, { nonce: JWS, hello: JWS, presence_proof: JWS, attestation: JWS }],
  ["enrolment locality →, create", enrolmentLocalityAnswerSchema, { passkey: "create", options: CREATE }],
  ["enrolment locality →, get", enrolmentLocalityAnswerSchema, { passkey: "get", options: GET }],
  ["enrolment passkey, create", enrolmentPasskeySchema, { passkey: "create", response: REGISTRATION }],
  ["enrolment passkey, get", enrolmentPasskeySchema, { passkey: "get", response: ASSERTION }],
  ["enrolment state", enrolmentStateBodySchema, { known: "waiting" }],
  ["enrolment state →", enrolmentStateAnswerSchema, { state: "met" }],
  ["enrolment proof", enrolmentProofSchema, { proof: JWS }],
  ["enrolment refusal", enrolmentRefusalSchema, { reason: "words_differ" }],
  ["GET enrolment →", enrolmentViewSchema, VIEW],
];

/** Browsers or other people's servers write these too, so they may hold more. */
const OPEN: readonly Line[] = [
  ["assertion", assertionJsonSchema, ASSERTION],
  ["registration", registrationJsonSchema, REGISTRATION],
  ["options to get", requestOptionsSchema, GET],
  ["options to create", creationOptionsSchema, CREATE],
  [
    "device authorization",
    deviceAuthorizationAnswerSchema,
    {
      ...{ device_code: BYTES, user_code: "ABCD-EFGH", expires_in: 300, interval: 0, request: JWS, facts: "{}" },
      ...{ verification_uri: "https://login.example.com", verification_uri_complete: "https://login.example.com" },
    },
  ],
  [
    "token",
    tokenAnswerSchema,
    { access_token: JWS, token_type: "DPoP", expires_in: 900, refresh_token: BYTES, scope: "" },
  ],
  [
    "metadata",
    metadataSchema,
    {
      ...{ issuer: "https://login.example.com", jwks_uri: "https://login.example.com/jwks" },
      ...{ device_authorization_endpoint: "https://login.example.com/device", token_endpoint: "/oauth/token" },
    },
  ],
  ["error", apiErrorSchema, { error: "invalid_request" }],
];

/** Members for which some of the hostile values are valid. */
const TAKES: Readonly<Record<string, readonly unknown[]>> = {
  clientExtensionResults: [{}, [], ["a"]], // no party signs it or reads it
  allowCredentials: [[]],
  excludeCredentials: [[]],
  pubKeyCredParams: [[]],
  rules: [[]],
};

const HOSTILE = [null, -1, 0.5, Number.NaN, true, {}, [], ["a"], "x".repeat(40_000)];

/** True if the shape of a value cannot show that it is wrong. */
function takes(schema: v.GenericSchema, name: string, value: unknown): boolean {
  if (schema === enrolmentViewSchema && value === null) return name !== "state";
  if (value === null && (name === "security_key" || schema === approveBodySchema)) return name !== "decision";
  if (name === "timeout") return typeof value === "number" && !Number.isNaN(value);
  if (name === "alert") return typeof value === "boolean";
  if (name === "rpId") return typeof value === "string";
  return (TAKES[name] ?? []).some((good) => JSON.stringify(good) === JSON.stringify(value));
}

/**
 * RFC 6749 §5.1, §3.3: a response without a granted scope has no `scope`. A security key is touched only if it is
 * demanded.
 */
const mayLack = (schema: v.GenericSchema, name: string): boolean =>
  (schema === tokenAnswerSchema && name === "scope") || (schema === approveBodySchema && name === "security_key");

describe.each([...STRICT, ...OPEN])("%s", (_name, schema, message) => {
  it("is taken", () => {
    expect(v.parse(schema, message)).toEqual(message);
  });

  it("is refused without any of its members", () => {
    for (const name of Object.keys(message)) {
      const others = Object.fromEntries(Object.entries(message).filter(([other]) => other !== name));
      expect([name, v.is(schema, others)]).toEqual([name, mayLack(schema, name)]);
    }
  });

  it("is refused with anything hostile in any of them", () => {
    for (const name of Object.keys(message))
      for (const value of HOSTILE)
        expect([name, value, v.is(schema, { ...message, [name]: value })]).toEqual([
          name,
          value,
          takes(schema, name, value),
        ]);
  });

  it("is no text, list or nothing", () => {
    for (const value of [undefined, null, 0, "", JSON.stringify(message), [], [message], () => message])
      expect(v.is(schema, value)).toBe(false);
  });
});

describe("a message of ours", () => {
  it.each(STRICT)("holds nothing more: %s", (_name, schema, message) => {
    for (const name of ["extra", "constructor", "toString", "__proto__"])
      expect(v.is(schema, JSON.parse(`{"${name}":1,${JSON.stringify(message).slice(1)}`))).toBe(false);
  });

  it("may be empty where it must be", () => {
    expect(v.is(emptyBodySchema, {})).toBe(true);
    for (const body of [{ a: 1 }, null, "", "{}", undefined, 0]) expect(v.is(emptyBodySchema, body)).toBe(false);
  });
});

describe("a ticket", () => {
  it.each([
    TICKET.toLowerCase(),
    TICKET.replaceAll("-", ""),
    TICKET.slice(5),
    `${TICKET}-0000`,
    TICKET.replace("0", "O"),
    TICKET.replace("1", "I"),
    TICKET.replace("1", "L"),
    TICKET.replace("V", "U"),
    ` ${TICKET}`,
    `${TICKET}\n`,
    "",
  ])("is not %j", (ticket) => {
    expect(v.is(startEnrolmentSchema, { ...MACHINE, ticket })).toBe(false);
  });
});

describe("WebAuthn's bytes", () => {
  it.each(["A", "AB", "AAB", "AAAAA", "AA==", "+/", "A A", "é"])("are not %j", (text) => {
    for (const member of ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
      expect(v.is(assertionJsonSchema, { ...ASSERTION, response: { ...ASSERTION.response, [member]: text } })).toBe(
        false,
      );
  });

  it("leave out what browsers add and nobody signs for", () => {
    const parsed = v.parse(assertionJsonSchema, { ...ASSERTION, authenticatorAttachment: "platform", extra: 1 });
    expect(parsed).toEqual({ ...ASSERTION, authenticatorAttachment: "platform" });
    expect(v.is(assertionJsonSchema, { ...ASSERTION, authenticatorAttachment: "near" })).toBe(false);
    for (const [schema, answer] of [
      [assertionJsonSchema, ASSERTION],
      [registrationJsonSchema, REGISTRATION],
    ] as const) {
      const added = (characters: number) => ({ ...answer, clientExtensionResults: { a: "x".repeat(characters) } });
      expect(v.parse(schema, added(1016))).toEqual({ ...answer, clientExtensionResults: {} });
      expect(v.is(schema, added(1017))).toBe(false);
    }
  });
});
