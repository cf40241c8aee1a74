import { changeAnswerSchema } from "@nearside/shared/api/console/log.ts";
import { readClientData } from "@nearside/shared/chain/assertion/check-approval-top-origin.ts";
import { assertionJsonSchema } from "@nearside/shared/passkey/webauthn.ts";
import { changeChallenge } from "@nearside/shared/statements/challenges.ts";
import * as v from "valibot";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { consoleOf, giveRole } from "../../testing/console.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// A change is made by a touch over this very change, once (protocol §8, threat I5).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let admin: ConsolePage;
  let alice: EnrolledMachine;
  beforeAll(async () => {
    admin = await consoleOf(server, "administrator");
  });
  beforeEach(async () => {
    alice = await enrolledMachine(server, `alice-${server.id().toLowerCase().slice(0, 6)}`);
  });

  const path = () => `/api/console/people/${alice.user.id}/suspend`;
  const SUSPEND = { note: "on leave" };
  const stateOf = async (id: string) =>
    (await server.services.db.selectFrom("users").select("state").where("id", "=", id).executeTakeFirstOrThrow()).state;
  const changes = async () => (await server.services.db.selectFrom("console_changes").select("id").execute()).length;

  it("is kept with what was signed, and the event names it", async () => {
    expect((await admin.change(path(), SUSPEND)).outcome).toBe("200");
    expect(await stateOf(alice.user.id)).toBe("suspended");
    const about = server.services.db
      .selectFrom("events")
      .select(["actor_user", "actor_device", "actor_change", "user_id"]);
    const event = await about
      .where("kind", "=", "user_suspended")
      .where("user_id", "=", alice.user.id)
      .executeTakeFirstOrThrow();
    expect(event).toMatchObject({ actor_user: admin.machine.user.id, actor_device: admin.machine.device.thumbprint });
    const auditor = await consoleOf(server, "auditor");
    const stored = (await auditor.get(`/api/console/changes/${event.actor_change}`)).as(changeAnswerSchema);
    expect(stored).toMatchObject({
      path: path(),
      change: JSON.stringify(SUSPEND),
      credential_id: admin.machine.authenticator.id,
    });
    const { response } = v.parse(assertionJsonSchema, stored.assertion);
    const challenge = Buffer.from(await changeChallenge(stored.nonce, stored.path, stored.change)).toString(
      "base64url",
    );
    expect(readClientData(response.clientDataJSON).challenge).toBe(challenge);
  });

  const wrong: Readonly<Record<string, () => Parameters<ConsolePage["change"]>[2]>> = {
    "signs another change": () => ({ signed: { note: "something else" } }),
    "signs another address": () => ({ signedPath: `/api/console/people/${admin.machine.user.id}/suspend` }),
    "is of another machine": () => ({ touchedBy: alice.authenticator }),
    "did not see its person": () => ({ assertion: { flags: 1 } }),
    "is for a nonce that nobody gave": () => ({ nonce: server.id() }),
  };
  it.each(Object.entries(wrong))("changes nothing where the touch %s", async (_what, twist) => {
    const before = await changes();
    expect((await admin.change(path(), SUSPEND, twist())).outcome).toMatch(/^400 touch_invalid/);
    expect([await stateOf(alice.user.id), await changes()]).toEqual(["active", before]);
    expect((await eventsOf(server, admin.machine.user.id)).at(-1)).toMatchObject({
      kind: "console_refused",
      data: { code: "touch_invalid", permission: "people.manage" },
    });
    expect((await admin.change(path(), SUSPEND)).outcome).toBe("200"); // the honest one goes through
  });

  it("is good once, of however many at once, in its own session, and for three minutes", async () => {
    const nonce = await admin.nonce();
    const all = await Promise.all([1, 2, 3].map(() => admin.change(path(), SUSPEND, { nonce })));
    expect(all.filter(({ outcome }) => outcome === "200")).toHaveLength(1);
    const other = await consoleOf(server, "administrator");
    const borrowed = await other.nonce();
    expect((await admin.change(path(), SUSPEND, { nonce: borrowed })).outcome).toBe("400 touch_invalid");
    const late = await admin.nonce();
    server.pass(181);
    expect((await admin.change(path(), SUSPEND, { nonce: late })).outcome).toBe("400 touch_invalid");
  });

  it("keeps what was judged, and nothing that a page adds beside it", async () => {
    const unsigned = {
      authenticatorAttachment: "platform",
      clientExtensionResults: { note: "x".repeat(900) },
    } as const;
    const page = await consoleOf(server, "user");
    const rename = { device: page.machine.device.thumbprint, label: "Desk" };
    for (let times = 0; times < 100; times++)
      expect(
        (await page.change("/api/console/account/machines/rename", rename, { assertion: { unsigned } })).outcome,
      ).toBe("200");
    const rows = await server.services.db
      .selectFrom("console_changes")
      .select(["assertion", "change", "path", "nonce"])
      .where("user_id", "=", page.machine.user.id)
      .execute();
    for (const row of rows) {
      const { response, ...rest } = v.parse(assertionJsonSchema, JSON.parse(row.assertion));
      const { id } = page.machine.authenticator;
      expect(rest).toEqual({ id, rawId: id, type: "public-key", clientExtensionResults: {} });
      expect(Object.keys(response)).toEqual(["clientDataJSON", "authenticatorData", "signature"]);
    }
    expect(rows).toHaveLength(100);
    expect(JSON.stringify(rows).length).toBeLessThan(100_000);
  });

  it("takes no more than a change needs, and keeps nothing of what is longer", async () => {
    const page = await consoleOf(server, "user");
    const path = "/api/console/account/machines/rename";
    const rename = { device: page.machine.device.thumbprint, label: "Desk" };
    const before = await changes();
    const unsigned = { clientExtensionResults: { note: "x".repeat(1024) } };
    expect((await page.change(path, rename, { assertion: { unsigned } })).outcome).toBe("400 invalid_request");
    // spaces that the form ignores would be stored, since they were signed
    const padded = { ...rename, label: `Desk${" ".repeat(4096)}` };
    expect((await page.change(path, padded)).outcome).toBe("413 payload_too_large");
    const far = `/api/console/account/sessions/${"x".repeat(300)}/end`;
    expect((await page.change(far, {})).outcome).toBe("404 unknown");
    expect(await changes()).toBe(before);
  });

  it("says in the form what is wrong before it uses up a touch", async () => {
    const before = await changes();
    const answer = await admin.change(path(), { note: "x".repeat(3000) });
    expect(answer.outcome).toBe("400 invalid_request");
    expect(JSON.parse(answer.text)).toMatchObject({ fields: [{ field: "note" }] });
    expect(await changes()).toBe(before);
  });

  it("is refused to who lost the role since the session began, at once, and again within the change (threat I1)", async () => {
    const demoted = await consoleOf(server, "administrator");
    await giveRole(server, demoted.machine.user.id, "user");
    expect((await demoted.change(path(), SUSPEND, { nonce: server.id() })).outcome).toBe("403 not_permitted");
    expect(await stateOf(alice.user.id)).toBe("active");
    expect((await eventsOf(server, demoted.machine.user.id)).at(-1)).toMatchObject({
      kind: "console_refused",
      data: { code: "not_permitted", permission: "people.manage", path: "/api/console/people/:id/suspend" },
    });
  });
});
