import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { archiveApi } from "@nearside/shared/api/console/archive.ts";
import { sql } from "kysely";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { poll, startedLogin } from "../../../test/kit/login-steps.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { tidy } from "../../surfaces/wiring/housekeeping.ts";
import { consoleOf } from "../../testing/console.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { eventsSince } from "../../testing/ledger.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { archiveDue, archiveState } from "./archive-state.ts";
import { retireOld } from "./retire-old.ts";
import { askForRun } from "./run.ts";

const DAY = 86_400;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let archive: string;
  beforeEach(async () => {
    archive = await mkdtemp(join(tmpdir(), "nearside-archive-"));
    onTestFinished(() => rm(archive, { recursive: true, force: true }));
    const { config } = server.services;
    Object.assign(server.services, { config: { ...config, retention: { ...config.retention, archive } } });
  });
  const state = async () => ({ ...(await archiveState(server.services)), due: await archiveDue(server.services) });

  /** One login that gave a token, and so many that gave none, all of them old. */
  async function oldLogins(ended: number): Promise<void> {
    const machine = await enrolledMachine(server, "alice");
    await redeemedLogin(server, machine);
    const logins = [];
    for (let nth = 0; nth < ended; nth += 1) logins.push(await startedLogin(server, machine));
    server.pass(600);
    for (const login of logins) await poll(server, login);
    server.pass(401 * DAY);
    await tidy(server.services);
  }

  it("tells in advance what would be moved, moves exactly that, and says how it went", async () => {
    const began = server.services.clock();
    await oldLogins(3);
    const { due, ...before } = await state();
    expect(before).toEqual({ folder: archive, batches: 0, entries: 0, last: null, run: null });
    expect(due.ended).toMatchObject({ days: 90, count: 3, more: false, oldest: began });
    expect(due.approved).toMatchObject({ days: 400, count: 1, more: false, oldest: began });
    expect(due.events).toMatchObject({ days: 400, more: false, oldest: began });
    const now = server.services.clock();
    expect(due.ended.before).toBe(now - 90 * DAY * 1000);

    await retireOld(server.services);
    const after = await state();
    expect(after).toMatchObject({ entries: 4 + due.events.count, last: { at: now } });
    for (const { count, oldest } of Object.values(after.due)) expect([count, oldest]).toEqual([0, null]);
    expect(after.run).toEqual({
      ...{ began_at: now, ended_at: now, begun: "by_itself", by: null },
      ...{ logins: 4, events: due.events.count, problem: null },
    });
  });

  it("moves everything at once when somebody asks, says who it was, and takes no second wish meanwhile", async () => {
    await oldLogins(1);
    const page = await consoleOf(server, "administrator");
    expect((await page.change(archiveApi.run.path, {})).outcome).toBe("200");
    expect((await page.change(archiveApi.run.path, {})).outcome).toBe("409 conflict");
    await expect(askForRun(server.services, SERVER_SHELL)).rejects.toThrow("conflict");
    expect((await eventsSince(server, 0)).at(-1)).toMatchObject({ kind: "archiving_asked", data: { by: "console" } });
    expect((await state()).run).toMatchObject({ ended_at: null, begun: "console", logins: 0 });
    // the process ends before it is done, and the next one continues
    await retireOld({ ...server.services, stopping: AbortSignal.abort() });
    expect((await state()).run).toMatchObject({ ended_at: null, logins: 0 });
    await retireOld(server.services);
    const { run } = await state();
    expect(run).toMatchObject({ begun: "console", logins: 2, problem: null });
    expect(run?.ended_at).not.toBeNull();
    expect(run?.by?.name).toMatch(/administrator/);
    await askForRun(server.services, SERVER_SHELL);
    expect((await state()).run).toMatchObject({ ended_at: null, begun: "server_shell", by: null });
  });

  it("moves no more than a round's share by itself, and all of it for somebody who asked", async () => {
    const { db } = server.services;
    await oldLogins(1);
    const [row] = await db.selectFrom("logins").selectAll().where("state", "=", "expired").execute();
    if (row === undefined) throw new Error("there is no expired login");
    for (let nth = 0; nth < 4200; nth += 100) {
      const more = Array.from({ length: 100 }, (_, one) => `rq_${String(nth + one).padStart(22, "A")}`);
      const rows = more.map((id) => ({ ...row, id, device_code_hash: id }));
      await db.insertInto("logins").values(rows).execute();
    }
    await retireOld(server.services);
    expect((await state()).run).toMatchObject({ begun: "by_itself", logins: 2000, events: expect.any(Number) });
    await askForRun(server.services, SERVER_SHELL);
    await retireOld(server.services);
    expect((await state()).run).toMatchObject({ begun: "server_shell", logins: 2202 });
    expect((await state()).due.ended.count).toBe(0);
  });

  it("says why a run failed, and ends it", async () => {
    await oldLogins(1);
    await askForRun(server.services, SERVER_SHELL);
    await rm(archive, { recursive: true });
    await writeFile(archive, "");
    await expect(retireOld(server.services)).rejects.toThrow("EEXIST");
    const { run } = await state();
    expect(run).toMatchObject({ begun: "server_shell", logins: 0, problem: expect.stringContaining("(EEXIST)") });
    expect(run?.ended_at).not.toBeNull();
  });

  it("blames the archive's files for nothing else", async () => {
    await oldLogins(1);
    await sql`alter table login_troubles rename to elsewhere`.execute(server.services.db);
    await expect(retireOld(server.services)).rejects.toThrow("login_troubles");
    expect((await state()).run?.problem).toMatch(
      /^Moving to the archive failed for another reason than the archive's files/,
    );
  });

  it("moves nothing where no archive is set", async () => {
    const { config } = server.services;
    Object.assign(server.services, { config: { ...config, retention: { ...config.retention, archive: undefined } } });
    await oldLogins(0);
    expect(await state()).toMatchObject({ folder: null, due: { approved: { count: 1 } } });
    await expect(askForRun(server.services, SERVER_SHELL)).rejects.toThrow("conflict");
  });
});
