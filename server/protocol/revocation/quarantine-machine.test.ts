import { beforeEach, describe, expect, it } from "vitest";
import { askToSignIn, openConsole } from "../../../test/kit/console.ts";
import { askForBrowser, askToEnrol } from "../../../test/kit/enrolment-steps.ts";
import { narrow } from "../../../test/kit/exchange.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { approvedLogin, metLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import {
  approve,
  askForLogin,
  decided,
  deviceStatementOf,
  poll,
  refresh,
  startedLogin,
} from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import { enrolledMachine, pendingMachine } from "../../testing/enrol.ts";
import { allRows, eventsOf } from "../../testing/ledger.ts";
import { actingAs } from "../../testing/people.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { loseMachine } from "./lose-machine.ts";
import { actOnMachine } from "./machine-actions.ts";
import { quarantineMachine, releaseMachine } from "./quarantine-machine.ts";
import { revokeMachine } from "./revoke-machine.ts";
import { suspendUser } from "./suspend-user.ts";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });

  let alice: EnrolledMachine;
  let bob: EnrolledMachine;
  let people = 0;
  beforeEach(async () => {
    people += 1;
    [alice, bob] = [await enrolledMachine(server, `alice-${people}`), await enrolledMachine(server, `bob-${people}`)];
  });

  const WHY = { by: SERVER_SHELL, note: "behaves strangely" } as const;
  const quarantine = () => quarantineMachine(server.services, alice.boundSetId, WHY);
  const release = () => releaseMachine(server.services, alice.device.thumbprint, WHY);
  const askAgain = async () => {
    const statement = await deviceStatementOf(server, alice, await newSigner());
    return askForLogin(server, { device_statement: statement });
  };
  const setOf = ({ boundSetId }: EnrolledMachine) =>
    server.services.db.selectFrom("devices").select("state").where("bound_set_id", "=", boundSetId).executeTakeFirst();

  it("lets nothing of that machine pass while it lasts, and everything afterwards", async () => {
    const login = await redeemedLogin(server, alice);
    const page = await openConsole(server, alice);
    expect(await quarantine()).toMatchObject({ state: "quarantined", ended: { logins: [], enrolments: [] } });

    expect((await refresh(server, alice, login, login.tokens.refresh_token)).outcome).toBe(
      "400 invalid_grant/device_quarantined",
    );
    expect((await narrow(server, login.tokens.access_token, login.session)).outcome).toBe(
      "400 invalid_request/device_quarantined",
    );
    expect((await askAgain()).outcome).toBe("400 invalid_request/device_quarantined");
    expect((await askForBrowser(server, alice)).outcome).toBe("400 device_quarantined");
    expect((await page.get("/api/console/session")).outcome).toBe("401 not_signed_in");
    expect((await askToSignIn(server, alice)).options.outcome).toBe("400 device_quarantined");
    expect((await poll(server, await approvedLogin(server, bob))).outcome).toBe("200");

    expect(await release()).toMatchObject({ state: "released" });
    expect((await refresh(server, alice, login, login.tokens.refresh_token)).outcome).toBe("200");
    expect((await narrow(server, login.tokens.access_token, login.session)).outcome).toBe("200");
    expect((await askAgain()).outcome).toBe("200");
    expect((await page.get("/api/console/session")).outcome).toBe("401 not_signed_in"); // another person may sit there
    expect((await openConsole(server, alice)).key).toBeDefined();
  });

  it("ends what was open for good, and answers those who wait for it", async () => {
    const logins = [
      await startedLogin(server, alice),
      await metLogin(server, alice),
      await approvedLogin(server, alice),
    ];
    const [waiting] = logins;
    if (waiting === undefined) throw new Error("no login");
    const held = poll(server, waiting);
    const ended = await quarantine();
    expect(ended.state === "quarantined" && [...ended.ended.logins].sort()).toEqual(logins.map(({ id }) => id).sort());
    expect((await held).outcome).toBe("400 access_denied/device_quarantined");
    await release();
    for (const { id } of logins)
      expect(await findLogin(server.services.db, id)).toMatchObject({ state: "refused", reason: "device_quarantined" });
    expect(await eventsOf(server, alice.device.thumbprint)).toMatchObject([
      { kind: "device_quarantined", data: { note: "behaves strangely", by: "server_shell" } },
      { kind: "device_released" },
    ]);
  });

  it("says of each thing that ends by whom it ended", async () => {
    const login = await metLogin(server, alice);
    const by = await actingAs(server, "administrator", "machines.manage");
    await quarantineMachine(server.services, alice.boundSetId, { by, note: null });
    const events = server.services.db.selectFrom("events").select(["kind", "actor_user", "user_id"]);
    const last = await events.where("subject", "=", login.id).orderBy("seq", "desc").executeTakeFirst();
    expect(last).toEqual({ kind: "login_refused", actor_user: by.userId, user_id: alice.user.id });
  });

  it("is quarantined once, and released once", async () => {
    const states = (all: readonly { state: string }[]) => all.map(({ state }) => state).sort();
    expect(states(await Promise.all([quarantine(), quarantine(), quarantine()]))).toEqual([
      "already",
      "already",
      "quarantined",
    ]);
    expect(states(await Promise.all([release(), release(), release()]))).toEqual(["already", "already", "released"]);
    for (const id of ["", "nobody", "bs_x"])
      expect(await quarantineMachine(server.services, id, WHY)).toEqual({ state: "unknown" });
  });

  it("gives back nothing that was revoked, and holds nothing that only waits", async () => {
    await quarantine();
    expect(await revokeMachine(server.services, alice.boundSetId, WHY)).toMatchObject({ state: "revoked" });
    expect(await release()).toEqual({ state: "not_active" });
    expect(await quarantine()).toEqual({ state: "not_active" });
    const waiting = await newMachine();
    await pendingMachine(server, waiting, bob.user.name);
    const before = await allRows(server);
    const outcome = await quarantineMachine(server.services, waiting.device.thumbprint, WHY);
    expect(outcome).toEqual({ state: "not_active" });
    expect(await allRows(server)).toEqual(before);
  });

  it("leaves no login that is approved or redeemed at the same moment", async () => {
    for (let round = 0; round < 4; round += 1) {
      const met = await metLogin(server, alice);
      const decision = await decided(server, alice, met);
      const ready = await approvedLogin(server, alice);
      await Promise.all([approve(server, alice, met, decision), poll(server, ready), quarantine()]);
      expect((await poll(server, ready)).outcome).toMatch(/^400 (access_denied|invalid_grant)\/device_quarantined$/);
      expect(await findLogin(server.services.db, met.id)).toMatchObject({ state: "refused" });
      await release();
    }
  });

  it("is told apart where it is lost: all that hung on it ends, and the log says which it was", async () => {
    const login = await redeemedLogin(server, alice);
    const lost = await loseMachine(server.services, alice.boundSetId, WHY);
    expect(lost).toMatchObject({ state: "revoked", ended: { families: [expect.stringMatching(/^tf_/)] } });
    expect((await eventsOf(server, alice.device.thumbprint)).map(({ kind }) => kind)).toEqual([
      "device_revoked",
      "device_lost",
    ]);
    expect((await refresh(server, alice, login, login.tokens.refresh_token)).outcome).toContain("bound_set_revoked");
    expect(await loseMachine(server.services, alice.boundSetId, WHY)).toEqual({ state: "already" });
  });

  it("is enrolled again with a ticket of the same change, or stays as it is", async () => {
    const acted = await actOnMachine(server.services, "re_enrol", alice.boundSetId, WHY);
    if (acted.state !== "done" || acted.ticket === null) throw new Error(acted.state);
    expect(acted.ticket.user).toBe(alice.user.name);
    expect(await setOf(alice)).toEqual({ state: "revoked" });
    const again = await askToEnrol(server, await newMachine(), alice.user.name, acted.ticket.ticket);
    expect(again.outcome).toBe("201");
    await suspendUser(server.services, bob.user.name, WHY);
    await expect(actOnMachine(server.services, "re_enrol", bob.boundSetId, WHY)).rejects.toThrow("user_inactive");
    expect(await setOf(bob)).toEqual({ state: "active" });
  });
});
