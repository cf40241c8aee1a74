import { describe, expect, it } from "vitest";
import { metLogin } from "../../../../test/kit/log-in.ts";
import { deny } from "../../../../test/kit/login-steps.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { peerRefused } from "../../../platform/audit/events/logins.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { viewLogin, viewOwnLogin } from "./view-login.ts";

/** A holder of the session key may add 60 in each of ten minutes (`login_steps`). */
const ADDED = 110;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });

  it("hides nothing of a login behind entries that its own session key adds by hundreds", async () => {
    const { db, clock } = server.services;
    const alice = await enrolledMachine(server, "alice");
    const login = await metLogin(server, alice);
    await db.transaction().execute(async (trx) => {
      for (let at = 0; at < ADDED; at += 1)
        await append(trx, peerRefused(clock(), login.id, { code: "peer_forwarded", jti: `jti_${at}` }));
    });
    expect((await deny(server, login, login.met.attestation, alice.extension, true)).status).toBe(200);
    const { events, person } = await viewLogin(server.services, login.id);
    expect(events.at(-1)).toMatchObject({ kind: "login_denied", times: 1 });
    const refused = events.filter(({ kind }) => kind === "peer_refused").map(({ times }) => times);
    expect(refused).toEqual([1, 1, 1, 1, 1, 1, 1, ADDED - 7]);
    const own = await viewOwnLogin(server.services, person.id, login.id);
    expect(own.events.at(-1)?.kind).toBe("login_denied");
    expect(own.events.filter(({ kind }) => kind === "peer_refused").map(({ times }) => times)).toEqual(refused);
  });
});
