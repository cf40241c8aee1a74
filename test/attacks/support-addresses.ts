// Every address of the server that takes JSON, with a body of the right form: a test that breaks one member breaks nothing else.

import type { Members } from "../kit/hostile-json.ts";
import { LOOPBACK } from "../kit/machine.ts";
import { askToEnrol, type EnrolledStage } from "../steps/enrolling.ts";
import { askForLogin, meetForLogin } from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import { RP_ID } from "../steps/stage.ts";

/** The keys are the rows of the table of routes. */
export type Addresses = Readonly<Record<string, { readonly path: string; readonly body: Members }>>;

/** About a login that was met and an enrolment that waits. */
export async function addressesOf(victim: EnrolledStage): Promise<Addresses> {
  const login = await askForLogin(victim);
  const { meeting } = await meetForLogin(victim, login);
  const bob = await newStranger(victim, "bob");
  const enrolling = await askToEnrol(bob, "bob", await victim.server.ticket("bob"));
  const ceremony = { challenge: Buffer.alloc(32), rpId: RP_ID, origin: victim.issuer };
  const assertion = JSON.parse(JSON.stringify(victim.parties.passkey.get(ceremony)));
  const response = JSON.parse(
    JSON.stringify(bob.parties.passkey.create({ challenge: "A".repeat(43), rpId: RP_ID, origin: victim.issuer })),
  );
  const machine = { key_storage: "file", hostname: "h", os: "o", account: "a" };
  const ticket = Array(8).fill("AAAA").join("-");
  const jws = login.request.jws;
  const authorization = "az_AAAAAAAAAAAAAAAAAAAAAA";
  const requests = (step: string, body: Members) =>
    [`/api/requests/:id/${step}`, { path: `/api/requests/${login.id}/${step}`, body }] as const;
  const enrolments = (step: string, body: Members) =>
    [`/api/enrolments/:id/${step}`, { path: `/api/enrolments/${enrolling.claims.jti}/${step}`, body }] as const;
  const here = (path: string, body: Members) => [path, { path, body }] as const;
  return Object.fromEntries([
    requests("nonce", {}),
    requests("locality", meeting),
    requests("decision", {}),
    requests("approve", { decision: jws, assertion }),
    requests("deny", { denial: jws, alert: false }),
    requests("report", { nonce: jws, report: jws }),
    requests("peer", { peer_refusal: jws }),
    requests("trouble", { code: "unreachable" }),
    requests("withdrawal", { withdrawal: jws }),
    requests("answer", { co_answer: jws }),
    requests("state", { known: "approved" }),
    here("/api/key-attestations", {
      ...{ kind: "tpm", user: "bob", ticket },
      ...{ ek_certificate: "A".repeat(400), attestation_key: "A".repeat(100) },
    }),
    here("/api/enrolments", { kind: "machine", user: "bob", ticket, loopback: LOOPBACK, machine }),
    enrolments("nonce", {}),
    enrolments("locality", meeting),
    enrolments("passkey", { passkey: "create", response }),
    enrolments("state", { known: "pending" }),
    enrolments("proof", { proof: jws }),
    enrolments("refusal", { reason: "cancelled" }),
    here("/api/devices/key-storage", { key_storage: "keyring" }),
    here("/api/devices/standing", { known: null }),
    here("/api/devices/approvals", {}),
    here("/api/devices/posture", { posture: jws }),
    here("/api/devices/place-end", { place_end: jws }),
    here("/api/devices/redirects", { known: [authorization] }),
    here("/api/devices/redirect-outcome", { authorization, outcome: "delivered" }),
    here("/api/authorizations", { authorization: jws, ask: jws }),
    ["/api/authorizations/:id/state", { path: `/api/authorizations/${authorization}/state`, body: { known: "asked" } }],
  ]);
}
