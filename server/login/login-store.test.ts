import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrolledMachine } from "../testing/enrol.ts";
import { approvedLogin } from "../testing/log-in.ts";
import { deny, poll, startedLogin } from "../testing/login-steps.ts";
import type { EnrolledMachine } from "../testing/machine.ts";
import { DATABASES } from "../testing/temporary-store.ts";
import { openTestServer, type TestServer } from "../testing/test-server.ts";
import { findLogin } from "./login-store.ts";

describe.each(DATABASES)("on %s", (database) => {
  let server: TestServer;
  let machine: EnrolledMachine;
  beforeEach(async () => {
    server = await openTestServer({ database });
    machine = await enrolledMachine(server, "alice");
  });
  afterEach(() => server.close());

  const dataOf = async (id: string): Promise<unknown> => {
    const { db } = server.ground;
    const row = await db.selectFrom("logins").select("data").where("id", "=", id).executeTakeFirstOrThrow();
    return JSON.parse(row.data);
  };

  it("keeps the evidence of an approval that was never redeemed, when it expires (protocol §7)", async () => {
    const login = await approvedLogin(server, machine);
    const before = await dataOf(login.id);
    server.pass(301);
    expect((await poll(server, login)).said).toBe("400 expired_token/request_expired");
    expect(await dataOf(login.id)).toEqual({ before: { state: "approved", ...Object(before) } });
    expect(await findLogin(server.ground.db, login.id)).toMatchObject({ state: "expired" });
  });

  it("keeps it when the approval is taken back", async () => {
    const login = await approvedLogin(server, machine);
    const before = await dataOf(login.id);
    expect((await deny(server, login, login.met.attestation, machine.extension)).said).toBe("200");
    expect(await dataOf(login.id)).toEqual({ alert: false, before: { state: "approved", ...Object(before) } });
    expect(await findLogin(server.ground.db, login.id)).toMatchObject({ state: "denied", alert: false });
  });

  it("has nothing to keep of a login that nobody met", async () => {
    const login = await startedLogin(server, machine);
    server.pass(301);
    await poll(server, login);
    expect(await dataOf(login.id)).toEqual({});
  });
});
