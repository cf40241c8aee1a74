import { type Evidence, evidenceSchema, readEvidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import { storedAddPasskeySchema } from "@nearside/shared/statements/passkey-addition.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { usePasskey } from "../../../test/kit/enrolment-steps.ts";
import { approvedLogin, metLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { approve, decided, deny, poll, startedLogin } from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { findEnrolment } from "../../register/enrolments/enrolment-store.ts";
import { enrolledMachine, furtherBrowser, metEnrolment } from "../../testing/enrol.ts";
import { evidenceOf, firstFailure, verdictOn, withEnrolment } from "../../testing/evidence.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { openTestServer } from "../../testing/test-server.ts";
import { exportEvidence } from "./export-evidence.ts";

const server = serverForAll();
let alice: EnrolledMachine;
/** The evidence of a login of alice's, and of one from a browser that joined later. */
let honest: Evidence;
let further: Evidence;

beforeAll(async () => {
  alice = await enrolledMachine(server, "alice");
  server.pass(100);
  honest = await evidenceOf(server, (await redeemedLogin(server, alice)).id);
  further = await evidenceOf(server, (await redeemedLogin(server, await furtherBrowser(server, alice))).id);
});

const loginOf = async (evidence: Evidence) => (await verifyEvidence(evidence, undefined)).facts?.login;

describe("exported evidence", () => {
  it("holds, says who, where, what and when, and names a key at each link", async () => {
    const report = await verifyEvidence(honest, undefined);
    expect(firstFailure(report)).toBe("holds");
    expect(report).toMatchObject({ issuer: server.services.config.issuer, trust: "keys_in_file", failed: null });
    expect(report.links.map(({ part, name }) => `${part}.${name}`)).toHaveLength(18);
    for (const { key, outcome } of report.links) expect([key, outcome.state]).toEqual([expect.any(String), "holds"]);
    expect(report.facts).toMatchObject({
      user: { name: "alice", id: alice.user.id },
      client: { id: "nearside-cli" },
      scope: "read",
      context: { hostname: "laptop", command: "deploy prod" },
      device: { id: alice.device.thumbprint, key_storage: "file" },
      passkey: { credential_id: alice.authenticator.id, may_be_copied: false },
      enrolled_by: "server_shell",
    });
    expect(report.facts?.times.enrolled).toBeLessThanOrEqual(report.facts?.times.asked ?? 0);
  });

  it("holds for a browser that joined later, by its own enrolment beside the machine's (protocol §3.7)", async () => {
    const report = await verifyEvidence(further, undefined);
    expect(firstFailure(report)).toBe("holds");
    expect(report.links).toHaveLength(28);
    expect(await verdictOn({ ...further, browser_enrolment: null })).toBe("login.attestation not_one_bound_set");
  });

  it("has of each answer of an authenticator what is judged, whatever the page sent beside it", async () => {
    const unsigned = {
      authenticatorAttachment: "platform",
      clientExtensionResults: { prf: { enabled: true } },
    } as const;
    const login = await metLogin(server, alice);
    await approve(server, alice, login, await decided(server, alice, login), { unsigned });
    expect((await poll(server, login)).status).toBe(200);
    const machine = await newMachine();
    const { open, met } = await metEnrolment(server, machine, "carol");
    expect((await usePasskey(server, machine, open, met, { unsigned })).status).toBe(200);
    const enrolled = await findEnrolment(server.services.db, open.id);
    const { assertion } = (await evidenceOf(server, login.id)).login;
    const response = enrolled?.state === "passkey" ? enrolled.passkey.response : undefined;
    for (const answer of [assertion, response]) {
      expect(Object.keys(answer ?? {})).toEqual(["id", "rawId", "type", "clientExtensionResults", "response"]);
      expect(answer).toHaveProperty("clientExtensionResults", {});
    }
  });

  it("may be of before, with all that a browser had added, and holds as it did", async () => {
    const old = { clientExtensionResults: { credProps: { rk: true }, note: "x".repeat(50_000) } };
    const { enrolment, browser_enrolment, login } = further;
    if (browser_enrolment === null) throw new Error("there is no browser");
    const made = { ...enrolment.passkey, ...old, authenticatorAttachment: "platform" } as const;
    const before: Evidence = {
      ...further,
      enrolment: { ...enrolment, passkey: { ...made, response: { ...made.response, transports: ["internal"] } } },
      browser_enrolment: { ...browser_enrolment, passkey: { ...browser_enrolment.passkey, ...old } },
      login: { ...login, assertion: { ...login.assertion, ...old } },
    };
    const read = readEvidence(JSON.stringify(v.parse(evidenceSchema, before)));
    expect(read.login.assertion.clientExtensionResults).toEqual(old.clientExtensionResults);
    expect(await verdictOn(read)).toBe("holds");
    expect(v.parse(storedAddPasskeySchema, { label: "Key", request: login.request, response: made }).response).toEqual({
      ...made,
      ...old,
    });
  });

  it("is in the log of events", async () => {
    const events = await eventsOf(server, (await loginOf(honest)) ?? "");
    expect(events.filter(({ kind }) => kind === "evidence_exported")).toEqual([
      expect.objectContaining({ data: { by: "server_shell" } }),
    ]);
  });

  it("is nothing where the login is unknown, open or got no token", async () => {
    const state = async (login: string) => (await exportEvidence(server.services, login, SERVER_SHELL)).state;
    for (const strange of ["", "rq_", "rq_AAAAAAAAAAAAAAAAAAAAAA", "__proto__", "'; drop table logins"])
      expect(await state(strange)).toBe("unknown");
    expect(await state((await startedLogin(server, alice)).id)).toBe("pending");
    const met = await metLogin(server, alice);
    expect(await state(met.id)).toBe("met");
    await deny(server, met, met.met.attestation, alice.extension);
    expect(await state(met.id)).toBe("denied");
    const approved = await approvedLogin(server, alice);
    expect(await state(approved.id)).toBe("approved");
    expect((await eventsOf(server, approved.id)).map(({ kind }) => kind)).not.toContain("evidence_exported");
  });

  it("is nothing where the facts were erased", async () => {
    const { id } = await redeemedLogin(server, alice);
    const { db } = server.services;
    await db.updateTable("logins").set({ facts_erased_at: 1 }).where("id", "=", id).execute();
    expect(await exportEvidence(server.services, id, SERVER_SHELL)).toEqual({ state: "facts_erased" });
  });
});

describe("the server's keys", () => {
  it("are the file's own, unless the reader has them from elsewhere", async () => {
    const trusted = serverKeysOf({ keys: server.services.keys.jwks.keys });
    const report = await verifyEvidence(honest, trusted);
    expect([firstFailure(report), report.trust]).toEqual(["holds", "given_keys"]);
    const none = { keys: honest.jwks.keys.slice(1) };
    expect(firstFailure(await verifyEvidence({ ...honest, jwks: none }, trusted))).toBe("holds");
  });

  it("of another server prove nothing, by their own name or under this one's", async () => {
    const foreign = await openTestServer();
    const [theirs] = foreign.services.keys.jwks.keys;
    const [ours] = honest.jwks.keys;
    await foreign.close();
    if (theirs === undefined || ours === undefined) throw new Error("no keys");
    expect(firstFailure(await verifyEvidence(honest, [theirs]))).toBe("enrolment.enrolment_request key_mismatch");
    expect(await verdictOn({ ...honest, jwks: { keys: [theirs] } })).toBe("enrolment.enrolment_request key_mismatch");
    const renamed = { ...theirs, kid: ours.kid };
    expect(await verdictOn({ ...honest, jwks: { keys: [renamed] } })).toBe("enrolment.enrolment_request bad_signature");
  });

  it("do not make a machine older than it is: who was enrolled later asked for nothing before", async () => {
    const { claims } = await receipt.read(honest.enrolment.receipt);
    const late = await receipt.sign(server.services.keys.signer, { ...claims, iat: claims.iat + 500 });
    const recorded = { ...honest.enrolment.recorded, confirmed_at: claims.iat + 500 };
    expect(await verdictOn(withEnrolment(honest, { receipt: late, recorded }))).toBe("login.request bound_set_pending");
  });
});
