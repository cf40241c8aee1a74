import { beforeEach, describe, expect, it } from "vitest";
import { approvedLogin } from "../../../test/kit/log-in.ts";
import { deny, poll, startedLogin } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { findApprovedLogins, findLogin } from "./login-store.ts";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let machine: EnrolledMachine;
  beforeEach(async () => {
    machine = await enrolledMachine(server, "alice");
  });

  const dataOf = async (id: string): Promise<unknown> => {
    const { db } = server.services;
    const row = await db.selectFrom("logins").select("data").where("id", "=", id).executeTakeFirstOrThrow();
    return JSON.parse(row.data);
  };

  it("keeps the evidence of an approval that was never redeemed, when it expires (protocol §7)", async () => {
    const login = await approvedLogin(server, machine);
    const before = await dataOf(login.id);
    server.pass(301);
    expect((await poll(server, login)).outcome).toBe("400 expired_token/request_expired");
    expect(await dataOf(login.id)).toEqual({ before: { state: "approved", ...Object(before) } });
    expect(await findLogin(server.services.db, login.id)).toMatchObject({ state: "expired" });
  });

  it("keeps it when the approval is taken back", async () => {
    const login = await approvedLogin(server, machine);
    const before = await dataOf(login.id);
    expect((await deny(server, login, login.met.attestation, machine.extension)).outcome).toBe("200");
    expect(await dataOf(login.id)).toEqual({ alert: false, before: { state: "approved", ...Object(before) } });
    expect(await findLogin(server.services.db, login.id)).toMatchObject({ state: "denied", alert: false });
  });

  it.each(["/dev/pts/1", "100%_!", 'a"\\b', "ä"])(
    "finds the last approval in the terminal %s, however many there were since in others",
    async (tty) => {
      const { db } = server.services;
      const { id } = await approvedLogin(server, machine);
      const row = await db.selectFrom("logins").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
      const facts = JSON.parse(row.facts);
      const factsIn = (terminal: string) =>
        JSON.stringify({ ...facts, context: { ...facts.context, tty: terminal, command: `"tty":"${tty}"` } });
      await db
        .updateTable("logins")
        .set({ facts: factsIn(tty) })
        .where("id", "=", id)
        .execute();
      for (let nth = 1; nth <= 30; nth += 1) {
        const copy = { id: `rq_${server.id()}`, device_code_hash: server.id(), facts: factsIn(`${tty}${nth}`) };
        await db
          .insertInto("logins")
          .values({ ...row, ...copy, expires_at: row.expires_at + nth })
          .execute();
      }
      const whose = { deviceJkt: row.device_jkt, clientId: row.client_id, since: 0 };
      const idsIn = async (terminal: string | null) => {
        const ids: string[] = [];
        for await (const login of findApprovedLogins(db, { ...whose, tty: terminal })) ids.push(login.id);
        return ids;
      };
      const found = await idsIn(tty);
      expect(found).toHaveLength(21);
      expect(found.at(-1)).toBe(id);
      expect(await idsIn(null)).toHaveLength(20);
    },
  );

  it("has nothing to keep of a login that nobody met", async () => {
    const login = await startedLogin(server, machine);
    server.pass(301);
    await poll(server, login);
    expect(await dataOf(login.id)).toEqual({});
  });
});
