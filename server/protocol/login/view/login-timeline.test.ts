import { describe, expect, it } from "vitest";
import { metLogin } from "../../../../test/kit/log-in.ts";
import { deny } from "../../../../test/kit/login-steps.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginMet } from "../../../platform/audit/events/logins.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { viewLogin, viewOwnLogin } from "./view-login.ts";

/** A browser that meets the login again may add 60 in each of ten minutes (`login_steps`). */
const ADDED = 110;
const MEETING = {
  extension_jkt: "browser",
  browser: "Chromium",
  peer: { account: "same", process: null, forwarded: "no" },
};

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });

  it("hides nothing of a login behind entries that its own browser adds by hundreds", async () => {
    const { db, clock } = server.services;
    const alice = await enrolledMachine(server, "alice");
    const login = await metLogin(server, alice);
    await db.transaction().execute(async (trx) => {
      for (let at = 0; at < ADDED; at += 1)
        await append(trx, loginMet(clock(), login.id, { ...MEETING, browser_session: `session_${at}` }));
    });
    expect((await deny(server, login, login.met.attestation, alice.extension, true)).status).toBe(200);
    const { events, person } = await viewLogin(server.services, login.id);
    expect(events.at(-1)).toMatchObject({ kind: "login_denied", times: 1 });
    const met = events.filter(({ kind }) => kind === "login_met").map(({ times }) => times);
    expect(met).toEqual([1, 1, 1, 1, 1, 1, 1, 1 + ADDED - 7]);
    const own = await viewOwnLogin(server.services, person.id, login.id);
    expect(own.events.at(-1)?.kind).toBe("login_denied");
    expect(own.events.filter(({ kind }) => kind === "login_met").map(({ times }) => times)).toEqual(met);
  });
});
