import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { AssertionJson, RegistrationJson } from "@nearside/shared/passkey/webauthn.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { newApiKey } from "../../test/kit/apis.ts";
import { proofText } from "../../test/kit/enrolment-steps.ts";
import type { Json } from "../../test/kit/hostile-json.ts";
import { metLogin } from "../../test/kit/log-in.ts";
import { decided, loginNonce, startedLogin } from "../../test/kit/login-steps.ts";
import { type EnrolledMachine, LOOPBACK, newMachine } from "../../test/kit/machine.ts";
import { meet } from "../../test/kit/meeting.ts";
import { Browser, type Headers, proofOf } from "../../test/kit/send.ts";
import { enrolmentWithPasskey, metEnrolment, newTicket } from "./enrol.ts";
import { COMMAND_LINE, newClientTicket } from "./register.ts";
import { ISSUER, type TestServer } from "./test-server.ts";

// There is a body for each address that takes JSON. It is good in form, and refused at last.

export interface Good {
  readonly path: string;
  readonly body: { readonly [name: string]: Json };
  readonly browser?: Browser;
  /** Makes a fresh proof for each request. */
  readonly proof?: () => Promise<Headers>;
}

/** The bodies by path. An address may be here once for each kind of body, which is written after the path. */
export type GoodBodies = Readonly<Record<string, Good>>;
export const pathOf = (address: string): string => address.replace(/ .*/, "");

export const goodBodies = async (server: TestServer, machine: EnrolledMachine): Promise<GoodBodies> => ({
  ...(await loginBodies(server, machine)),
  ...(await enrolmentBodies(server, machine)),
  ...(await registrationBodies(server)),
});

async function loginBodies(server: TestServer, machine: EnrolledMachine): Promise<GoodBodies> {
  const { browser } = machine;
  const login = await metLogin(server, machine);
  const unmet = await startedLogin(server, machine);
  const { decision, options } = await decided(server, machine, login);
  const assertion = machine.authenticator.get({ ...options, origin: ISSUER }, { flags: 0 });
  const nonce = await loginNonce(server, browser, login);
  const who = { request: login.authorization.request, nonce, extension: machine.extension, session: login.session };
  const denied = await denial.sign(machine.extension, { attestation: await sha256Base64url("another meeting") });
  const path = `/api/requests/${login.id}`;
  const jws = denied;
  return {
    "/api/requests/:id/nonce": { path: `${path}/nonce`, body: {}, browser },
    "/api/requests/:id/locality": { path: `${path}/locality`, body: { ...(await meet(server, who, STALE)) }, browser },
    "/api/requests/:id/locality with a keeper's word": {
      path: `${path}/locality`,
      body: { ...(await meet(server, who, STALE)), relay: SOME_JWS },
      browser,
    },
    "/api/requests/:id/decision": { path: `${path}/decision`, body: {}, browser },
    "/api/requests/:id/decision with all that is typed": {
      path: `/api/requests/${unmet.id}/decision`,
      body: { justification: "the shop is down", ticket: "OPS-1234" },
      browser,
    },
    "/api/requests/:id/approve": {
      path: `${path}/approve`,
      body: { decision, assertion: JSON.parse(JSON.stringify(assertion)) },
      browser,
    },
    "/api/requests/:id/approve with all that may be left out": {
      path: `${path}/approve`,
      body: {
        decision,
        assertion: withAll(assertion, { userHandle: "AAAA" }),
        security_key: withAll(assertion, { userHandle: "AAAA" }),
      },
      browser,
    },
    "/api/requests/:id/deny": { path: `${path}/deny`, body: { denial: denied, alert: true } },
    "/api/requests/:id/report": { path: `${path}/report`, body: { nonce: jws, report: jws } },
    "/api/requests/:id/peer": { path: `${path}/peer`, body: { peer_refusal: jws } },
    "/api/requests/:id/trouble": { path: `${path}/trouble`, body: { code: "unreachable" }, browser },
    "/api/requests/:id/withdrawal": { path: `${path}/withdrawal`, body: { withdrawal: jws } },
    ...leaseBodies(server, machine),
    "/api/requests/:id/answer": { path: `${path}/answer`, body: { co_answer: jws } },
    "/api/requests/:id/state": { path: `/api/requests/${unmet.id}/state`, body: { known: "waited_for" }, browser },
    "/api/requests/:id/state of one that other people are asked about": {
      path: `/api/requests/${unmet.id}/state`,
      body: { known: "waiting", known_second: 1 },
      browser: new Browser(),
    },
  };
}

/** The id of a lease that does not exist. */
function leaseBodies(server: TestServer, { device }: EnrolledMachine): GoodBodies {
  const path = "/api/leases/rq_AAAAAAAAAAAAAAAAAAAAAA";
  const proofOn = (to: string) => () => proofOf(server, device, "POST", to);
  const call = { jti: "A".repeat(22), method: "GET", url: "https://orders.example.test/", status: 200 };
  return {
    "/api/leases/:id/end": { path: `${path}/end`, body: { end: SOME_JWS } },
    "/api/leases/:id/state": {
      path: `${path}/state`,
      body: { known: { state: "active", calls_left: 1 } },
      proof: proofOn(`${path}/state`),
    },
    "/api/leases/:id/calls": { path: `${path}/calls`, body: { calls: [call] }, proof: proofOn(`${path}/calls`) },
  };
}

/** This is good in form, and refused at last: a body that is good in form and content would change something. */
const STALE = { presence: { xn: "A".repeat(22) } } as const;

/** Adds to the response everything that an authenticator may leave out. */
const withAll = (credential: AssertionJson | RegistrationJson, more: { readonly [name: string]: Json }): Json =>
  JSON.parse(
    JSON.stringify({
      ...credential,
      authenticatorAttachment: "platform",
      response: { ...credential.response, ...more },
    }),
  );

const SOME_JWS = "x".repeat(20);
const KEY_ATTESTATION = {
  challenge: SOME_JWS,
  ek_certificate: "AAAA",
  attestation_key: "AAAA",
  secret: "A".repeat(43),
  device_key: "AAAA",
  certify: "AAAA",
  signature: "A".repeat(86),
};

const SOME_AUTHORIZATION = "az_AAAAAAAAAAAAAAAAAAAAAA";

async function enrolmentBodies(server: TestServer, machine: EnrolledMachine): Promise<GoodBodies> {
  const fresh = await newMachine();
  const ticket = await newTicket(server, "bob");
  const { open } = await metEnrolment(server, fresh, "bob");
  const ready = await newMachine();
  const { open: later } = await enrolmentWithPasskey(server, ready, "bob");
  const { browser } = fresh;
  const path = `/api/enrolments/${open.id}`;
  const ceremony = { challenge: "A".repeat(43), rpId: server.services.config.rpId, origin: ISSUER };
  const response = withAll(fresh.authenticator.create(ceremony), { transports: ["internal"] });
  const used = withAll(fresh.authenticator.get(ceremony), { userHandle: "AAAA" });
  const about = { key_storage: "file", hostname: "h", os: "o", account: "a" };
  const byDevice = (to: string) => () => proofOf(server, fresh.device, "POST", to);
  return {
    "/api/enrolments": {
      path: "/api/enrolments",
      body: { kind: "machine", user: "somebody else", ticket, loopback: { ...LOOPBACK }, machine: about },
      proof: byDevice("/api/enrolments"),
    },
    "/api/enrolments with a TPM": {
      path: "/api/enrolments",
      body: {
        ...{ kind: "machine", user: "somebody else", ticket, loopback: { ...LOOPBACK } },
        machine: { ...about, key_storage: "tpm" },
        key_attestation: KEY_ATTESTATION,
      },
      proof: byDevice("/api/enrolments"),
    },
    "/api/enrolments of a browser": {
      path: "/api/enrolments",
      body: { kind: "browser", browser_statement: SOME_JWS },
      proof: byDevice("/api/enrolments"),
    },
    "/api/key-attestations": {
      path: "/api/key-attestations",
      body: { kind: "tpm", user: "somebody else", ticket, ek_certificate: "AAAA", attestation_key: "AAAA" },
      proof: byDevice("/api/key-attestations"),
    },
    "/api/devices/key-storage": {
      path: "/api/devices/key-storage",
      body: { key_storage: "keyring" },
      proof: byDevice("/api/devices/key-storage"),
    },
    "/api/devices/standing": {
      path: "/api/devices/standing",
      body: { known: null },
      proof: byDevice("/api/devices/standing"),
    },
    "/api/devices/approvals": {
      path: "/api/devices/approvals",
      body: {},
      proof: byDevice("/api/devices/approvals"),
    },
    "/api/devices/place-end": { path: "/api/devices/place-end", body: { place_end: SOME_JWS } },
    "/api/devices/redirects": {
      path: "/api/devices/redirects",
      body: { known: [SOME_AUTHORIZATION] },
      proof: byDevice("/api/devices/redirects"),
    },
    "/api/devices/redirect-outcome": {
      path: "/api/devices/redirect-outcome",
      body: { authorization: SOME_AUTHORIZATION, outcome: "delivered" },
      proof: byDevice("/api/devices/redirect-outcome"),
    },
    "/api/authorizations": { path: "/api/authorizations", body: { authorization: SOME_JWS, ask: SOME_JWS } },
    "/api/authorizations/:id/state": {
      path: `/api/authorizations/${SOME_AUTHORIZATION}/state`,
      body: { known: "asked" },
      browser,
    },
    "/api/devices/posture": { path: "/api/devices/posture", body: { posture: SOME_JWS } },
    "/api/enrolments/:id/nonce": { path: `${path}/nonce`, body: {}, browser },
    "/api/enrolments/:id/locality": {
      path: `${path}/locality`,
      body: { nonce: SOME_JWS, hello: SOME_JWS, presence_proof: SOME_JWS, attestation: SOME_JWS },
      browser,
    },
    "/api/enrolments/:id/passkey": { path: `${path}/passkey`, body: { passkey: "create", response }, browser },
    "/api/enrolments/:id/passkey of a further browser": {
      path: `${path}/passkey`,
      body: { passkey: "get", response: used },
      browser,
    },
    "/api/enrolments/:id/state": { path: `${path}/state`, body: { known: "waiting" }, browser: new Browser() },
    "/api/enrolments/:id/proof": {
      path: `/api/enrolments/${later.id}/proof`,
      body: { proof: await proofText(ready, later, ready.extension, { request: "A".repeat(43) }) },
    },
    "/api/enrolments/:id/refusal": {
      path: `${path}/refusal`,
      body: { reason: "cancelled" },
      proof: () => proofOf(server, machine.device, "POST", `${path}/refusal`),
    },
  };
}

/** The metadata is good, except that its ticket is for APIs. */
async function registrationBodies(server: TestServer): Promise<GoodBodies> {
  const ticket = await newClientTicket(server, { allows: { kinds: ["resource_server"] } });
  const body = {
    ...COMMAND_LINE,
    jwks: JSON.parse(JSON.stringify({ keys: [newApiKey().publicJwk] })),
    introspection_signed_response_alg: "ES256",
    authorization_details_types: ["order"],
    nearside_executables: [],
    nearside_resources: [],
    nearside_exchange: { resources: [], scopes: [] },
    nearside_lifetimes: { access_token: 600, refresh_token: 3600 },
  };
  const proof = async () => ({ authorization: `Bearer ${ticket}` });
  return { "/oauth/register": { path: "/oauth/register", body, proof } };
}
