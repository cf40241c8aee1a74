// Every message that the server takes, as honest parties would send it now: good in form, in signatures and in state.

import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { redirectAsk } from "@nearside/shared/statements/authorization.ts";
import { browserStatement } from "@nearside/shared/statements/browser.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { enrolment } from "@nearside/shared/statements/enrolment.ts";
import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import { peerRefusal } from "@nearside/shared/statements/peer-refusal.ts";
import { report } from "@nearside/shared/statements/report.ts";
import { openEnrolmentIn } from "../kit/enrolment-steps.ts";
import type { Json } from "../kit/hostile-json.ts";
import { jsonOf } from "../kit/json.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { LOOPBACK } from "../kit/machine.ts";
import { meet } from "../kit/meeting.ts";
import { approvedProgram, codeFor, sentHere, VERIFIER } from "../kit/redirect-steps.ts";
import { askToEnrol, meetToEnrol, passkeyOf } from "../steps/enrolling.ts";
import {
  approvedLogin,
  askForLogin,
  decisionOn,
  deviceStatementOf,
  meetForLogin,
  nonceFor,
  redeemedLogin,
  refreshStatementOf,
} from "../steps/logging-in.ts";
import { lasting, machineOf, newId, now, openClient, RP_ID, type Stage } from "../steps/stage.ts";
import { newParties, type Party } from "../vectors/parties.ts";

export interface Letter {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly as: "form" | "json" | "nothing";
  readonly body: Json;
  /** The browser that sends it. */
  readonly cookie?: string | undefined;
  /** The ticket that it is shown with (RFC 6750). */
  readonly bearer?: string;
  /** The party that proves possession with a DPoP proof, fresh for each. */
  readonly proof?: { readonly by: Party; readonly statement?: string };
  /** The parties that signed what is in it and might sign otherwise. */
  readonly signers: ReadonlyMap<string, Party>;
  /** Once taken, it is no longer what an honest party would say. */
  readonly once: boolean;
}

const NOBODY: ReadonlyMap<string, Party> = new Map();
const json = (path: string, body: unknown, more: Partial<Letter> = {}): Letter => ({
  ...{ method: "POST", path, as: "json", body: jsonOf(body), signers: NOBODY, once: false },
  ...more,
});
const form = (path: string, body: Readonly<Record<string, string>>, more: Partial<Letter> = {}): Letter => ({
  ...json(path, body, more),
  as: "form",
});
const get = (path: string, more: Partial<Letter> = {}): Letter => ({
  ...{ method: "GET", path, as: "nothing", body: {}, signers: NOBODY, once: false },
  ...more,
});
const signedBy = (...pairs: readonly (readonly [string, Party])[]): ReadonlyMap<string, Party> => new Map(pairs);

/** Letters that depend on each other: where one of them was taken, all are made again. */
interface Scene {
  readonly name: string;
  readonly letters: (stage: Stage) => Promise<readonly Letter[]>;
  /** The letters stay for so long though one was taken, milliseconds: a new ticket is another program's work. */
  readonly keepMs: number;
}

const MADE_UP = "us_of_no_statement";

export const SCENES: readonly Scene[] = [
  {
    name: "a login that is asked for",
    keepMs: 0,
    letters: async (stage) => {
      const statement = await deviceStatementOf(stage);
      const details = '[{"type":"deploy","target":"prod"}]';
      const stepUp = { acr_values: `urn:other:loa3 ${ACR_VALUES[0]}`, max_age: "300" };
      const more = { resource: stage.issuer, authorization_details: details, ...stepUp };
      const body = { client_id: CLIENT, scope: "read", device_statement: statement };
      const signers = signedBy([statement, stage.parties.device]);
      return [
        form("/oauth/device_authorization", body, { signers, once: true }),
        form("/oauth/device_authorization", { ...body, ...more }, { signers, once: true }),
      ];
    },
  },
  {
    name: "a login that nobody met",
    keepMs: 0,
    letters: async (stage) => {
      const { extension, otherExtension, session } = stage.parties;
      const login = await askForLogin(stage);
      const nonce = await nonceFor(stage, login);
      const cookie = stage.cookie();
      const meeting = await meet(stage, { request: login.request.jws, nonce, extension, session });
      const salt = (await nonceStatement.read(nonce)).claims.nonce;
      const about = { request: login.request.hash, iat: now() };
      const signedReport = await report.sign(otherExtension, { ...about, reason: "started_elsewhere", nonce: salt });
      const knocked = await peerRefusal.sign(session, { ...about, code: "peer_forwarded", jti: newId() });
      const at = `/api/requests/${login.id}`;
      const signers = signedBy(
        ...([
          [meeting.hello, extension],
          [meeting.presence_proof, session],
          [meeting.attestation, extension],
        ] as const),
      );
      const params = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: login.authorization.device_code };
      return [
        json(`${at}/nonce`, {}, { cookie }),
        json(`${at}/locality`, meeting, { cookie, signers, once: true }),
        json(`${at}/locality`, meeting, { cookie, signers, once: true }),
        json(
          `${at}/report`,
          { nonce, report: signedReport },
          { signers: signedBy([signedReport, otherExtension]), once: true },
        ),
        json(`${at}/peer`, { peer_refusal: knocked }, { signers: signedBy([knocked, session]), once: true }),
        json(`${at}/trouble`, { code: "unreachable" }, { cookie }),
        form("/oauth/token", { ...params, known_trouble: "1" }, { proof: { by: session } }),
        get(`/approve/${login.id}`),
      ];
    },
  },
  {
    name: "a login that was met",
    keepMs: 0,
    letters: async (stage) => {
      const login = await askForLogin(stage);
      const { attestation } = await meetForLogin(stage, login);
      const { decision, options } = await decisionOn(stage, login);
      const cookie = stage.cookie();
      const challenge = Buffer.from(options.challenge, "base64url");
      const assertion = stage.parties.passkey.get({ challenge, rpId: RP_ID, origin: stage.issuer });
      const no = await denial.sign(stage.parties.extension, { attestation });
      const at = `/api/requests/${login.id}`;
      return [
        json(`${at}/decision`, {}, { cookie }),
        json(`${at}/approve`, { decision, assertion }, { cookie, once: true }),
        json(`${at}/approve`, { decision, assertion }, { cookie, once: true }),
        json(
          `${at}/deny`,
          { denial: no, alert: true },
          { signers: signedBy([no, stage.parties.extension]), once: true },
        ),
      ];
    },
  },
  {
    name: "a login that was approved",
    keepMs: 0,
    letters: async (stage) => {
      const { authorization: answer } = await approvedLogin(stage);
      const params = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: answer.device_code };
      return [form("/oauth/token", params, { proof: { by: stage.parties.session }, once: true })];
    },
  },
  {
    name: "a token that is renewed",
    keepMs: 0,
    letters: async (stage) => {
      const { tokens } = await redeemedLogin(stage);
      const statement = await refreshStatementOf(stage);
      const params = { grant_type: "refresh_token", client_id: CLIENT, refresh_token: tokens.refresh_token };
      const proof = { by: stage.parties.session, statement: await sha256Base64url(statement) };
      const signers = signedBy([statement, stage.parties.device]);
      return [form("/oauth/token", { ...params, device_statement: statement }, { proof, signers, once: true })];
    },
  },
  {
    name: "an enrolment",
    keepMs: 15_000,
    letters: async (stage) => {
      const theirs = await newcomer(stage);
      const { device, extension } = theirs.parties;
      const ticket = await stage.server.ticket("bob");
      const machine = { key_storage: "file", hostname: "laptop", os: "Debian 13", account: "bob" };
      const start = { kind: "machine", user: "bob", ticket, loopback: LOOPBACK, machine };
      const request = await askToEnrol(theirs, "bob", ticket);
      const at = `/api/enrolments/${request.claims.jti}`;
      const page = openEnrolmentIn(await theirs.postJson(`${at}/nonce`, {}));
      const meeting = await meet(stage, { request: request.jws, nonce: page.nonce, extension, session: device });
      const cookie = theirs.cookie();
      const signers = signedBy(
        ...([
          [meeting.hello, extension],
          [meeting.presence_proof, device],
          [meeting.attestation, extension],
        ] as const),
      );
      return [
        json("/api/enrolments", start, { proof: { by: device } }),
        json(`${at}/nonce`, {}, { cookie }),
        json(`${at}/locality`, meeting, { cookie, signers, once: true }),
        json(`${at}/state`, { known: "met" }, { cookie }),
        json(`${at}/refusal`, { reason: "cancelled" }, { proof: { by: device }, once: true }),
        get(at, { proof: { by: device } }),
        get(`/enroll/${request.claims.jti}`),
      ];
    },
  },
  {
    name: "an enrolment that was met",
    keepMs: 15_000,
    letters: async (stage) => {
      const theirs = await newcomer(stage);
      const { device, extension } = theirs.parties;
      const request = await askToEnrol(theirs, "carol", await stage.server.ticket("carol"));
      const { answer } = await meetToEnrol(theirs, request);
      const cookie = theirs.cookie();
      const at = `/api/enrolments/${request.claims.jti}`;
      const response = theirs.parties.passkey.create({
        challenge: answer.options.challenge,
        rpId: RP_ID,
        origin: stage.issuer,
      });
      const proof = await enrolment.sign(extension, {
        ...{ request: request.hash, user: request.claims.user.id, device_jkt: device.thumbprint },
        ...{ extension_jkt: extension.thumbprint, passkey: passkeyOf(theirs.parties) },
      });
      return [
        json(`${at}/passkey`, { passkey: "create", response }, { cookie, once: true }),
        json(`${at}/proof`, { proof }, { signers: signedBy([proof, extension]), once: true }),
      ];
    },
  },
  {
    name: "a machine that is enrolled",
    keepMs: 0,
    letters: async (stage) => {
      const { device } = stage.parties;
      const statement = await browserStatement.sign(device, {
        ...{ iss: device.thumbprint, aud: stage.issuer, jti: newId(), ...lasting(60), loopback: LOOPBACK },
      });
      const ticket = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ";
      const attested = { kind: "tpm", user: "dave", ticket, ek_certificate: "MAA", attestation_key: "ACMACwAGAEI" };
      const key_attestation = {
        ...{ challenge: statement, ek_certificate: "MAA", attestation_key: "ACMACwAGAEI", secret: "A".repeat(43) },
        ...{ device_key: "ACMACwAGAEI", certify: "_1RDRw", signature: "A".repeat(86) },
      };
      const machine = { key_storage: "tpm", hostname: "laptop", os: "Debian 13", account: "dave" };
      const proof = { by: device };
      return [
        json("/api/devices/key-storage", { key_storage: "keyring" }, { proof }),
        json(
          "/api/enrolments",
          { kind: "browser", browser_statement: statement },
          { proof, signers: signedBy([statement, device]), once: true },
        ),
        json(
          "/api/enrolments",
          { kind: "machine", user: "dave", ticket, loopback: LOOPBACK, machine, key_attestation },
          { proof },
        ),
        json("/api/key-attestations", attested, { proof }),
      ];
    },
  },
  {
    name: "a program that only knows a redirect",
    keepMs: 0,
    letters: async (stage) => {
      const clientId = await redirectingClient(stage);
      const { device, extension } = stage.parties;
      const machine = machineOf(stage);
      const asked = await sentHere(stage, clientId);
      const claims = { authorization: asked.hash, aud: stage.issuer, iat: asked.claims.iat };
      const ask = await redirectAsk.sign(extension, claims);
      const login = await approvedProgram(stage, machine, clientId);
      const { jti: id, redirect_uri, code_challenge } = login.asked.claims;
      const cookie = stage.cookie();
      const wishes = {
        ...{ client_id: clientId, response_type: "code", redirect_uri, scope: "read", state: "x", nonce: "y" },
        ...{ code_challenge, code_challenge_method: "S256", dpop_jkt: device.thumbprint },
      };
      const code = await codeFor(stage, login);
      const params = {
        grant_type: "authorization_code",
        client_id: clientId,
        redirect_uri,
        code,
        code_verifier: VERIFIER,
      };
      return [
        form("/oauth/authorize", wishes),
        get(`/oauth/authorize?${new URLSearchParams(wishes)}`),
        json("/api/authorizations", { authorization: asked.jws, ask }, { cookie, signers: signedBy([ask, extension]) }),
        json(`/api/authorizations/${id}/state`, { known: "asked" }, { cookie }),
        json("/api/devices/redirects", { known: [id] }, { proof: { by: device } }),
        json(
          "/api/devices/redirect-outcome",
          { authorization: id, outcome: "delivered" },
          { proof: { by: device }, once: true },
        ),
        form("/oauth/token", params, { once: true }),
        form("/oauth/token", params, { proof: { by: device }, once: true }),
      ];
    },
  },
  {
    name: "a client that is registered",
    keepMs: 60_000,
    letters: async (stage) => {
      const kinds = ["--kind", "command-line resource-server", "--uses", "50"];
      const bearer = await stage.server.clientTicket(...kinds, "--scope", "read write", "--resource", stage.issuer);
      const commandLine = {
        client_name: "Acme deploy",
        token_endpoint_auth_method: "none",
        grant_types: [DEVICE_CODE_GRANT, "refresh_token"],
        response_types: [],
        redirect_uris: ["http://127.0.0.1/callback"],
        scope: "read",
        nearside_resources: [stage.issuer],
      };
      const { jwk } = stage.parties.device;
      const api = {
        client_name: "Orders",
        token_endpoint_auth_method: "private_key_jwt",
        jwks: { keys: [{ ...jwk, kid: "one", alg: "ES256", use: "sig" }] },
      };
      const params = {
        client_id: CLIENT,
        redirect_uri: "http://127.0.0.1/callback",
        state: "x",
        response_type: "code",
      };
      return [
        json("/oauth/register", commandLine, { bearer }),
        json("/oauth/register", api, { bearer }),
        form("/oauth/authorize", params),
        get(`/oauth/authorize?${new URLSearchParams(params)}`),
      ];
    },
  },
  {
    name: "what anybody may read",
    keepMs: 0,
    letters: async () => [
      ...["/", "/healthz", "/readyz", "/oauth/jwks", "/oauth/userinfo", "/favicon.ico"].map((path) => get(path)),
      ...["oauth-authorization-server", "openid-configuration"].map((name) => get(`/.well-known/${name}`)),
    ],
  },
];

const redirecting = new Map<string, Promise<string>>();

/** The id of a program that logs in by a redirect alone, registered once at each server. */
function redirectingClient({ issuer, server }: Stage): Promise<string> {
  const added =
    redirecting.get(issuer) ??
    server
      .shell(
        ...["clients", "add", "--name", "Redirecting tool", "--scope", "read", "--by-redirect"],
        ...["--redirect-uri", "http://127.0.0.1/callback"],
      )
      .then((said) => /cl_[\w-]+/.exec(said)?.[0] ?? "");
  redirecting.set(issuer, added);
  return added;
}

const newcomer = async (stage: Stage): Promise<Stage> => ({
  ...stage,
  ...openClient(stage.issuer),
  parties: await newParties({ id: MADE_UP, name: "bob" }),
});
