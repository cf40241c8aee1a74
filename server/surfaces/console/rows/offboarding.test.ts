import {
  offboardAnswerSchema,
  offboardingAnswerSchema,
  offboardingPreviewSchema,
} from "@nearside/shared/api/console/offboarding.ts";
import { verifyOffboarding } from "@nearside/shared/evidence/verify-offboarding.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { type ConsolePage, openConsole } from "../../../../test/kit/console.ts";
import { redeemedLogin } from "../../../../test/kit/log-in.ts";
import { refresh } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { consoleOf, giveRole } from "../../../testing/console.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { allRows } from "../../../testing/ledger.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";

describe("offboarding in the console", () => {
  const server = serverForAll();
  let page: ConsolePage;
  beforeAll(async () => {
    page = await consoleOf(server, "administrator", "admin");
  });

  const at = ({ user }: EnrolledMachine, what: string) => `/api/console/people/${user.id}/${what}`;
  const previewOf = async (machine: EnrolledMachine) =>
    (await page.post(at(machine, "offboarding/preview"), {})).as(offboardingPreviewSchema);

  it("shows, ends, and gives the report, that the change itself is named in", async () => {
    const alice = await enrolledMachine(server, "alice");
    const login = await redeemedLogin(server, alice);
    const { shown, will_end, user } = await previewOf(alice);
    expect([user.name, will_end.machines.length, shown.counts.credentials]).toEqual(["alice", 1, 1]);
    const change = { note: "a new job", shown };
    const done = (await page.change(at(alice, "offboard"), change)).as(offboardAnswerSchema);
    expect(done).toMatchObject({ as_shown: true, counts: shown.counts });
    expect((await refresh(server, alice, login, login.tokens.refresh_token)).outcome).toContain("400 invalid_grant");

    const { issuer, report, jwks } = done.document;
    const claims = await verifyOffboarding(report, { issuer, serverKeys: jwks.keys });
    const { id } = await server.services.db.selectFrom("console_changes").select("id").executeTakeFirstOrThrow();
    const device = page.machine.device.thumbprint;
    expect(claims.by).toEqual({ kind: "person", user: page.machine.user, device, change: id });
    const stored = (await page.get(at(alice, "offboarding"))).as(offboardingAnswerSchema);
    expect(stored.document).toEqual(done.document);
    expect((await page.change(at(alice, "offboard"), change)).outcome).toBe("409 conflict");
  });

  it("leaves owners and administrators to owners, oneself to others, and never the last owner out", async () => {
    const [bob, owner] = [await enrolledMachine(server, "bob"), await enrolledMachine(server, "owner")];
    const offboard = (by: ConsolePage, whom: EnrolledMachine) =>
      by.change(at(whom, "offboard"), { note: null, shown: null });
    await giveRole(server, bob.user.id, "administrator");
    await giveRole(server, owner.user.id, "owner");
    const owners = await openConsole(server, owner);
    const before = (await allRows(server))["bound_sets"];
    expect((await offboard(page, bob)).outcome).toBe("403 not_permitted");
    expect((await offboard(page, owner)).outcome).toBe("403 not_permitted");
    expect((await offboard(owners, owner)).outcome).toBe("403 not_permitted");
    expect((await allRows(server))["bound_sets"]).toEqual(before);
    expect((await offboard(owners, bob)).outcome).toBe("200");
  });

  it("refuses what is not the form, beside its field", async () => {
    const carol = await enrolledMachine(server, "carol");
    const { shown } = await previewOf(carol);
    for (const [field, change] of [
      ["note", { note: "\u202e", shown }],
      ["shown.digest", { note: null, shown: { ...shown, digest: "x" } }],
      ["shown.counts.machines", { note: null, shown: { ...shown, counts: { ...shown.counts, machines: -1 } } }],
    ] as const) {
      const answer = await page.change(at(carol, "offboard"), change);
      expect([answer.outcome, answer.text]).toEqual([
        "400 invalid_request",
        expect.stringContaining(`"field":"${field}"`),
      ]);
    }
    expect((await previewOf(carol)).user.state).toBe("active");
  });

  it.each(["nothing", "%00", "us_", "%F0%9F%92%A5"])("knows nobody called %s", async (id) => {
    const at = `/api/console/people/${id}`;
    const answers = [await page.get(`${at}/offboarding`), await page.post(`${at}/offboarding/preview`, {})];
    answers.push(await page.change(`${at}/offboard`, { note: null, shown: null }));
    for (const { outcome } of answers)
      expect(outcome).toMatch(/^(404 unknown|401 not_signed_in|400 touch_invalid.assertion_invalid)$/);
  });
});
