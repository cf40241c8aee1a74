import { Refused } from "@nearside/shared/refused.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { wordsOf } from "../../../test/kit/enrolment-steps.ts";
import { approvedLogin, metLogin, type RedeemedLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { approve, decided, meetLogin, poll, refresh, startedLogin } from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import { holdPasskey, recordUse } from "../../register/passkeys/record-passkey-use.ts";
import { enrolledMachine, furtherBrowser, pendingBrowser, pendingMachine } from "../../testing/enrol.ts";
import { heldPoll } from "../../testing/held-poll.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { admitEnrolment } from "../enrolment/decide/admit-enrolment.ts";
import { refuseEnrolment } from "../enrolment/refuse-enrolment.ts";
import type { Revocation, Why } from "./revocation.ts";
import { revokeBrowser } from "./revoke-browser.ts";
import { revokeMachine } from "./revoke-machine.ts";
import { revokePasskey } from "./revoke-passkey.ts";
import { restoreUser, suspendUser } from "./suspend-user.ts";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });

  const WHY: Why = { note: "left the company", by: SERVER_SHELL };
  let alice: EnrolledMachine;
  let bob: EnrolledMachine;
  beforeEach(async () => {
    const name = () => `user-${server.id().toLowerCase().slice(0, 8)}`;
    [alice, bob] = [await enrolledMachine(server, name()), await enrolledMachine(server, name())];
  });

  interface Kind {
    readonly revoke: () => Promise<Revocation>;
    readonly again: () => Promise<Revocation>;
    /** The code that the waiting command line gets. */
    readonly code: string;
    readonly subject: () => string;
    readonly event: object;
    readonly reason: string;
    /** True if this revocation ends a pending login, and a met one. It always ends an approved one. */
    readonly ends: { readonly pending: boolean; readonly met: boolean };
  }

  const KINDS: Readonly<Record<string, Kind>> = {
    user: {
      revoke: () => suspendUser(server.services, alice.user.name, WHY),
      again: () => suspendUser(server.services, alice.user.name, WHY),
      code: "user_inactive",
      subject: () => alice.user.id,
      event: { kind: "user_suspended", data: { note: "left the company", by: "server_shell" } },
      reason: "user_suspended",
      ends: { pending: true, met: true },
    },
    machine: {
      revoke: () => revokeMachine(server.services, alice.boundSetId, WHY),
      again: () => revokeMachine(server.services, alice.device.thumbprint, WHY),
      code: "bound_set_revoked",
      subject: () => alice.device.thumbprint,
      event: { kind: "device_revoked", data: { note: "left the company", by: "server_shell" } },
      reason: "machine_revoked",
      ends: { pending: true, met: true },
    },
    browser: {
      revoke: () => revokeBrowser(server.services, alice.extension.thumbprint, WHY),
      again: () => revokeBrowser(server.services, alice.extension.thumbprint, WHY),
      code: "extension_revoked",
      subject: () => alice.extension.thumbprint,
      event: { kind: "extension_revoked", data: { note: "left the company", by: "server_shell" } },
      reason: "browser_revoked",
      ends: { pending: false, met: true },
    },
    passkey: {
      revoke: () => revokePasskey(server.services, alice.authenticator.id, WHY),
      again: () => revokePasskey(server.services, alice.authenticator.id, WHY),
      code: "passkey_revoked",
      subject: () => alice.authenticator.id,
      event: { kind: "passkey_revoked", data: { note: "left the company", by: "server_shell" } },
      reason: "passkey_revoked",
      ends: { pending: false, met: false },
    },
  };

  const familyOf = (loginId: string) =>
    server.services.db
      .selectFrom("token_families")
      .select(["id", "state", "reason"])
      .where("login_id", "=", loginId)
      .executeTakeFirstOrThrow();
  const renew = (machine: EnrolledMachine, login: RedeemedLogin) =>
    refresh(server, machine, login, login.tokens.refresh_token);
  const lastOf = async (subject: string) => (await eventsOf(server, subject)).at(-1);

  describe.each(Object.entries(KINDS))("a %s that is revoked", (_what, kind) => {
    it("ends what depends on it in one go, and nothing else", async () => {
      const [pending, met] = [await startedLogin(server, alice), await metLogin(server, alice)];
      const [approved, redeemed] = [await approvedLogin(server, alice), await redeemedLogin(server, alice)];
      const others = [await approvedLogin(server, bob), await redeemedLogin(server, bob)] as const;
      const revocation = await kind.revoke();
      const ended = [kind.ends.pending && pending, kind.ends.met && met, approved].filter((one) => one !== false);
      const family = await familyOf(redeemed.id);
      expect(revocation).toMatchObject({ state: "revoked", ended: { enrolments: [], families: [family.id] } });
      expect(revocation.state === "revoked" && [...revocation.ended.logins].sort()).toEqual(
        ended.map(({ id }) => id).sort(),
      );
      expect(family).toMatchObject({ state: "revoked", reason: kind.reason });
      for (const [login, was] of [
        [pending, "pending"],
        [met, "met"],
        [approved, "approved"],
      ] as const) {
        if (!ended.includes(login)) continue;
        expect(await lastOf(login.id)).toMatchObject({ kind: "login_refused", data: { reason: kind.code, was } });
        expect((await poll(server, login)).outcome).toBe(`400 access_denied/${kind.code}`);
      }
      expect(await lastOf(kind.subject())).toMatchObject(kind.event);
      expect(await lastOf(family.id)).toMatchObject({
        kind: "token_revoked",
        data: { access_token_jti: null, reason: kind.reason, by: "server_shell" },
      });
      expect((await renew(alice, redeemed)).outcome).toBe(`400 invalid_grant/${kind.code}`);
      expect((await poll(server, others[0])).outcome).toBe("200");
      expect((await renew(bob, others[1])).outcome).toBe("200");
    });

    it("answers a held poll at once", async () => {
      const login = kind.ends.met ? await metLogin(server, alice) : undefined;
      if (login === undefined) return expect(kind.code).toBe("passkey_revoked"); // no login waits that it could end
      const held = await heldPoll(server, login.id, () => poll(server, login));
      expect(held.isHeld()).toBe(true);
      await kind.revoke();
      expect((await held.answer).outcome).toBe(`400 access_denied/${kind.code}`);
    });

    it("is revoked once, however often it is asked for", async () => {
      const all = await Promise.all([kind.revoke(), kind.again(), kind.revoke()]);
      expect(all.map(({ state }) => state).sort()).toEqual(["already", "already", "revoked"]);
      const events = await eventsOf(server, kind.subject());
      expect(events.filter((event) => /_(suspended|revoked)$/.test(event.kind))).toHaveLength(1);
    });

    it("leaves no login that is approved or redeemed at the same moment", async () => {
      for (let round = 0; round < 4; round += 1) {
        const machine = alice;
        const met = await metLogin(server, machine);
        const decision = await decided(server, machine, met);
        const ready = await approvedLogin(server, machine);
        await Promise.all([approve(server, machine, met, decision), poll(server, ready), kind.revoke()]);
        expect((await poll(server, ready)).outcome).toMatch(
          new RegExp(`^400 (access_denied|invalid_grant)/${kind.code}$`),
        );
        const after = await findLogin(server.services.db, met.id);
        if (after?.state === "met")
          expect(kind.ends.met).toBe(false); // it waits for another passkey
        else expect(after).toMatchObject({ state: "refused", reason: kind.code });
        const active = server.services.db.selectFrom("token_families").select("id").where("state", "=", "active");
        expect(await active.where("bound_set_id", "=", machine.boundSetId).execute()).toEqual([]);
        alice = await enrolledMachine(server, `user-${server.id().toLowerCase().slice(0, 8)}`);
      }
    });
  });

  it.each(["", "nobody", "us_x"])("knows none of the name %j", async (name) => {
    for (const revoke of [suspendUser, revokeMachine, revokeBrowser, revokePasskey])
      expect(await revoke(server.services, name, WHY)).toEqual({ state: "unknown" });
    expect(await restoreUser(server.services, name, SERVER_SHELL)).toBe("unknown");
  });

  it("lets a restored person in again, and gives nothing back that had ended", async () => {
    const redeemed = await redeemedLogin(server, alice);
    await suspendUser(server.services, alice.user.name, WHY);
    expect(await restoreUser(server.services, alice.user.name, SERVER_SHELL)).toBe("restored");
    expect(await restoreUser(server.services, alice.user.name, SERVER_SHELL)).toBe("already");
    expect(await lastOf(alice.user.id)).toMatchObject({ kind: "user_restored" });
    expect((await renew(alice, redeemed)).outcome).toBe("400 invalid_grant/credential_revoked");
    expect((await renew(alice, await redeemedLogin(server, alice))).outcome).toBe("200");
  });

  it("leaves a machine's other browser to approve", async () => {
    const further = await furtherBrowser(server, alice);
    const pending = await startedLogin(server, alice);
    await revokeBrowser(server.services, alice.extension.thumbprint, WHY);
    expect((await meetLogin(server, alice, pending)).answer.outcome).toBe("400 extension_revoked");
    expect((await meetLogin(server, further, pending)).answer.status).toBe(200);
  });

  it("ends the enrolment of a machine or a browser that waits to be confirmed", async () => {
    const waiting = await newMachine();
    const { open, met } = await pendingMachine(server, waiting, "carol");
    const revoked = await revokeMachine(server.services, waiting.device.thumbprint, WHY);
    expect(revoked).toMatchObject({ state: "revoked", ended: { enrolments: [open.id] } });
    const words = await wordsOf(waiting, met);
    await expect(admitEnrolment(server.services, open.id, words, SERVER_SHELL)).rejects.toThrow("enrolment_settled");

    const browser = await pendingBrowser(server, alice);
    const { thumbprint } = browser.further.extension;
    expect(await revokeBrowser(server.services, thumbprint, WHY)).toMatchObject({
      ended: { enrolments: [browser.open.id] },
    });
    expect((await renew(alice, await redeemedLogin(server, alice))).outcome).toBe("200");
  });

  it("and a confirmation at the same moment, or a denial: neither waits for the other forever, and what is revoked stays so", async () => {
    const revoked: string[] = [];
    for (let round = 0; round < 8; round += 1) {
      const waiting = await newMachine();
      const { open, met } = await pendingMachine(server, waiting, "carol");
      const words = await wordsOf(waiting, met);
      const other = () =>
        round % 2 === 0
          ? admitEnrolment(server.services, open.id, words, SERVER_SHELL)
          : refuseEnrolment(server.services, open.id, waiting.device.thumbprint, "cancelled");
      const [end, revocation] = await Promise.allSettled([
        other(),
        revokeMachine(server.services, waiting.device.thumbprint, WHY),
      ]);
      if (end.status === "rejected") expect(end.reason).toBeInstanceOf(Refused);
      expect(revocation).toMatchObject({ status: "fulfilled" });
      const set = await server.services.db
        .selectFrom("bound_sets")
        .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
        .select(["bound_sets.state", "devices.state as device"])
        .where("devices.jkt", "=", waiting.device.thumbprint)
        .executeTakeFirst();
      revoked.push(`${set?.state} ${set?.device}`);
    }
    expect(new Set(revoked)).toEqual(new Set(["revoked revoked"]));
  });

  it("lets a passkey approve nothing that is revoked while its assertion is verified (threat R16)", async () => {
    await revokePasskey(server.services, alice.authenticator.id, WHY);
    const used = (counter: number) =>
      server.services.db
        .transaction()
        .execute(async (trx) => recordUse(trx, await holdPasskey(trx, alice.authenticator.id), counter, false));
    await expect(used(1_000_000)).rejects.toThrow("passkey_revoked");
    await expect(used(0)).rejects.toThrow("passkey_revoked");
  });
});
