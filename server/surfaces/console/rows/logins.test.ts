import {
  type EvidenceAnswer,
  evidenceAnswerSchema,
  loginDetailSchema,
  WHY_NO_EVIDENCE,
} from "@nearside/shared/api/console/logins.ts";
import { readEvidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { approvedLogin, metLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import { deny, startedLogin } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { listBatch } from "../../../administration/retention/listed-batches.ts";
import { consolesOf } from "../../../testing/console.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { firstFailure } from "../../../testing/evidence.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";

const ROLES = ["auditor", "rule_author", "administrator", "owner"] as const;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let alice: EnrolledMachine;
  let page: Awaited<ReturnType<typeof consolesOf<(typeof ROLES)[number]>>>;
  beforeAll(async () => {
    alice = await enrolledMachine(server, "alice");
    page = await consolesOf(server, ROLES);
  });

  const at = (id: string): string => `/api/console/logins/${id}`;
  const view = async (id: string) => (await page("auditor").get(at(id))).as(loginDetailSchema);
  const exported = async (id: string, role: (typeof ROLES)[number] = "auditor"): Promise<EvidenceAnswer> =>
    (await page(role).change(`${at(id)}/evidence`, {})).as(evidenceAnswerSchema);
  const exports = (id: string) =>
    server.services.db
      .selectFrom("events")
      .select(["data", "actor_user"])
      .where("subject", "=", id)
      .where("kind", "=", "evidence_exported")
      .execute();

  it("shows a login of anybody's: who, on what, what was asked and what it gave", async () => {
    const login = await redeemedLogin(server, alice);
    const detail = await view(login.id);
    expect(detail).toMatchObject({
      login: { id: login.id, state: "redeemed", command: "deploy prod", machine: { id: alice.boundSetId } },
      person: { id: alice.user.id, name: "alice", state: "active" },
      granted: { state: "active", scope: "read" },
      evidence: { state: "kept", token_until: expect.any(Number) },
    });
    expect(detail.events.map(({ kind }) => kind)).toContain("login_redeemed");
    for (const strange of ["rq_AAAAAAAAAAAAAAAAAAAAAA", "x", "__proto__"])
      expect((await page("auditor").get(at(strange))).outcome).toMatch(/^404 unknown/);
  });

  it("names the archive where a login may be, once anything was moved there", async () => {
    const gone = at("rq_AAAAAAAAAAAAAAAAAAAAAA");
    const sentence = async () => (await page("auditor").get(gone)).text;
    expect(await sentence()).not.toContain("archive");
    const batch = { file: "archive-2026-11.jsonl", from: 0, to: 10, entries: 1, sha256: "s", previous: null };
    await server.services.db
      .transaction()
      .execute((trx) => listBatch(trx, batch, { at: server.services.clock(), what: "logins", events: [] }));
    expect(await sentence()).toContain("nearside-server archive evidence");
    const exporting = await page("auditor").change(`${gone}/evidence`, {});
    expect([exporting.outcome, exporting.text]).toEqual([
      "404 unknown",
      expect.stringContaining("nearside-server archive evidence"),
    ]);
  });

  it.each(["auditor", "administrator", "owner"] as const)(
    "hands its evidence to an %s, to the letter what is verified",
    async (role) => {
      const login = await redeemedLogin(server, alice);
      const { name, text } = await exported(login.id, role);
      expect(name).toBe(`evidence-${login.id}.json`);
      expect(text.endsWith("}\n")).toBe(true);
      expect(firstFailure(await verifyEvidence(readEvidence(text), undefined))).toBe("holds");
      const { user } = page(role).machine;
      expect(await exports(login.id)).toMatchObject([{ data: '{"by":"console"}', actor_user: user.id }]);
      await exported(login.id, role);
      expect(await exports(login.id)).toHaveLength(2); // each export is an event
    },
  );

  it("is handed to no role that does not have it, and to nobody without a touch", async () => {
    const login = await redeemedLogin(server, alice);
    expect((await page("rule_author").change(`${at(login.id)}/evidence`, {})).outcome).toBe("403 not_permitted");
    const untouched = await page("auditor").post(`${at(login.id)}/evidence`, {});
    expect(untouched.outcome).toMatch(/^400 /);
    const elsewhere = { signedPath: `${at("rq_AAAAAAAAAAAAAAAAAAAAAA")}/evidence` };
    expect((await page("auditor").change(`${at(login.id)}/evidence`, {}, elsewhere)).outcome).toMatch(/touch_invalid/);
    expect(await exports(login.id)).toEqual([]);
  });

  it("says why there is no evidence, beforehand and when it is asked for, and writes no event", async () => {
    const open = await startedLogin(server, alice);
    const approved = await approvedLogin(server, alice);
    const denied = await metLogin(server, alice);
    await deny(server, denied, denied.met.attestation, alice.extension, false, "not now");
    const erased = await redeemedLogin(server, alice);
    await eraseFacts(erased.id);
    for (const [{ id }, why] of [
      [open, "not_yet"],
      [approved, "not_yet"],
      [denied, "no_token"],
      [erased, "facts_erased"],
    ] as const) {
      expect((await view(id)).evidence).toEqual({ state: why });
      const answer = await page("auditor").change(`${at(id)}/evidence`, {});
      expect(answer.outcome).toBe("409 conflict");
      expect(answer.text).toContain(WHY_NO_EVIDENCE[why]);
      expect(await exports(id)).toEqual([]);
    }
    expect((await view(denied.id)).said).toBe("not now");
    server.pass(600);
    expect((await view(open.id)).evidence).toEqual({ state: "no_token" });
  });

  async function eraseFacts(id: string): Promise<void> {
    const { db } = server.services;
    await db.updateTable("logins").set({ facts_erased_at: 1 }).where("id", "=", id).execute();
  }
});
