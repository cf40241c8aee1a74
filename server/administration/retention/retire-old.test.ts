import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEvidence, writeEvidence } from "@nearside/shared/evidence/evidence.ts";
import { sql } from "kysely";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { approvedLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { poll, startedLogin } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { tidy } from "../../surfaces/wiring/housekeeping.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { verdictOn } from "../../testing/evidence.ts";
import { eventsSince } from "../../testing/ledger.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { offboardUser } from "../offboarding/offboard-user.ts";
import { erasePerson } from "../people/erase-person.ts";
import { checkArchive, findArchivedEvidence } from "./archive-folder.ts";
import { ArchiveWriter } from "./archive-writer.ts";
import { pendingIn } from "./batch.ts";
import { beginArchive } from "./begin-archive.ts";
import { newestBatch } from "./listed-batches.ts";
import { retireOld, startRetention } from "./retire-old.ts";
import { findRun } from "./run.ts";

const DAY = 86_400;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let archive: string;
  let machine: EnrolledMachine;
  beforeEach(async () => {
    archive = await mkdtemp(join(tmpdir(), "nearside-archive-"));
    onTestFinished(() => rm(archive, { recursive: true, force: true }));
    machine = await enrolledMachine(server, "alice");
  });
  const services = () => {
    const { config } = server.services;
    return { ...server.services, config: { ...config, retention: { ...config.retention, archive } } };
  };
  /** Ends what is overdue, and moves what is old. */
  const tidyAndRetire = async () => {
    await tidy(services());
    await retireOld(services());
  };
  const idsLeft = async () =>
    (await server.services.db.selectFrom("logins").select("id").execute()).map(({ id }) => id).sort();
  const kindsLeft = async () => (await eventsSince(server, 0)).map(({ kind }) => kind);

  it("moves logins when their days have passed, and what it moved is verified from the archive", async () => {
    const redeemed = await redeemedLogin(server, machine);
    const ended = await startedLogin(server, machine);
    server.pass(600);
    await poll(server, ended);
    server.pass(90 * DAY);
    await tidyAndRetire();
    expect(await idsLeft()).toEqual([redeemed.id]);
    expect((await eventsSince(server, 0)).at(-1)).toMatchObject({ kind: "logins_archived", data: { entries: 1 } });

    const young = await redeemedLogin(server, machine);
    server.pass(309 * DAY);
    await tidyAndRetire();
    expect(await idsLeft()).toEqual([redeemed.id, young.id].sort());
    server.pass(2 * DAY);
    await tidyAndRetire();
    expect(await idsLeft()).toEqual([young.id]);
    const families = await server.services.db.selectFrom("token_families").select("login_id").execute();
    expect(families).toEqual([{ login_id: young.id }]);

    const found = await findArchivedEvidence(archive, redeemed.id);
    if (found.state !== "evidence") throw new Error(found.state);
    const { evidence } = found;
    const document = readEvidence(JSON.stringify(evidence, undefined, 2));
    expect(writeEvidence(document)).toBe(JSON.stringify(evidence, undefined, 2));
    expect(await verdictOn(document)).toBe("holds");
    expect((await checkArchive(archive)).wrong).toEqual([]);
  });

  it("moves entries of logins out of the log, and leaves what people decided", async () => {
    const { db } = server.services;
    await redeemedLogin(server, machine);
    server.pass(401 * DAY);
    await tidy(server.services); // no token of then is left
    const before = await kindsLeft();
    await retireOld(services());
    const left = await kindsLeft();
    expect(left.filter((kind) => kind.startsWith("login_"))).toEqual([]);
    const stay = before.filter((kind) => !kind.startsWith("login_"));
    expect(left).toEqual([...stay, "logins_archived", "events_archived"]);
    expect(stay).toContain("enrolment_confirmed");
    const { first_event, last_event, ...batch } = await db
      .selectFrom("archives")
      .selectAll()
      .where("what", "=", "events")
      .executeTakeFirstOrThrow();
    expect(batch.entries).toBe(before.length - stay.length);
    const written = await readFile(join(archive, batch.file), "utf8");
    const events = written.slice(batch.from_byte, batch.to_byte).trimEnd().split("\n");
    expect(events.map((line) => JSON.parse(line).event.seq)).toEqual([
      ...new Set([Number(first_event), ...events.map((line) => JSON.parse(line).event.seq), Number(last_event)]),
    ]);
    await retireOld(services());
    expect(await kindsLeft()).toEqual(left);
  });

  it.each([
    ["that was opened on another machine", "login_reported", "{}"],
    ["that its person did not start", "login_denied", '{"alert":true}'],
  ])("leaves all that tells of a login %s", async (_which, kind, data) => {
    const { db, clock } = server.services;
    const alarming = await startedLogin(server, machine);
    const plain = await startedLogin(server, machine);
    await db.insertInto("events").values({ at: clock(), kind, version: 1, subject: alarming.id, data }).execute();
    server.pass(600);
    for (const login of [alarming, plain]) await poll(server, login);
    const before = (await eventsSince(server, 0)).filter(({ subject }) => subject === alarming.id);
    server.pass(401 * DAY);
    await tidyAndRetire();
    await retireOld(services());
    expect(await idsLeft()).toEqual([alarming.id]);
    const left = await eventsSince(server, 0);
    expect(left.filter(({ subject }) => subject === alarming.id)).toEqual(before);
    expect(left.filter(({ subject }) => subject === plain.id)).toEqual([]);
  });

  it("keeps everything where no archive is set, and while another process archives", async () => {
    const { id } = await redeemedLogin(server, machine);
    const kinds = await kindsLeft();
    server.pass(1000 * DAY);
    await tidy(server.services);
    await server.services.db
      .insertInto("settings")
      .values({ name: "retention/claim", value: String(server.services.clock() + 1000) })
      .execute();
    await retireOld(services());
    expect(await idsLeft()).toEqual([id]);
    expect(await kindsLeft()).toEqual(kinds);
    server.pass(2);
    await retireOld(services());
    expect(await idsLeft()).toEqual([]);
  });

  it("archives no facts of a person who is erased while they are on their way", async () => {
    const { db } = server.services;
    const { id } = await redeemedLogin(server, machine);
    server.pass(1000 * DAY);
    await tidy(server.services);
    const isPrepared = async () => (await pendingIn(archive)).length > 0;
    await offboardUser(
      server.services,
      { column: "id", value: machine.user.id },
      { by: SERVER_SHELL, note: null, shown: null },
    );
    // they are prepared by now, and the deletion is about to begin
    const before = vi.spyOn(db, "transaction").mockImplementationOnce(() => {
      const deletion = db.transaction();
      vi.spyOn(deletion, "execute").mockImplementationOnce(async (run) => {
        expect(await isPrepared()).toBe(true);
        await erasePerson(server.services, machine.user.id, SERVER_SHELL);
        return db.transaction().execute(run);
      });
      return deletion;
    });
    await retireOld(services());
    before.mockRestore();
    expect(await idsLeft()).toEqual([]);
    const [login] = (await readFile(join(archive, "archive-2029-08.jsonl"), "utf8")).split("\n");
    expect(login).not.toContain("deploy prod");
    expect(JSON.parse(login ?? "")).toMatchObject({ id, evidence: null });
    expect((await checkArchive(archive, async () => (await newestBatch(db))?.batch)).wrong).toEqual([]);
    expect(await isPrepared()).toBe(false);
  });

  it("moves nothing to an archive that lacks what was moved there last", async () => {
    await redeemedLogin(server, machine);
    server.pass(1000 * DAY);
    await tidyAndRetire();
    const { id } = await redeemedLogin(server, machine);
    server.pass(1000 * DAY);
    await tidy(server.services);
    const index = join(archive, "index.jsonl");
    const whole = await readFile(index, "utf8");
    await writeFile(index, "");
    const seen = await eventsSince(server, 0);
    await expect(retireOld(services())).rejects.toThrow(/does not have what was moved to it last/);
    expect(await idsLeft()).toEqual([id]);
    expect(await eventsSince(server, 0)).toEqual(seen);
    expect((await checkArchive(archive)).wrong).toEqual([]); // a folder by itself does not tell
    expect(
      (await checkArchive(archive, async () => (await newestBatch(server.services.db))?.batch)).wrong,
    ).toHaveLength(1);
    await writeFile(index, whole);
    await retireOld(services());
    expect(await idsLeft()).toEqual([]);
  });

  it("moves nothing to an archive that has more than was moved there, as after a restore, until a person takes it on", async () => {
    const { db } = server.services;
    await redeemedLogin(server, machine);
    server.pass(1000 * DAY);
    await tidyAndRetire();
    const newest = async () => (await newestBatch(db))?.batch;
    const foreign = await ArchiveWriter.open(archive, await newest());
    await foreign.add(await foreign.prepare("2030-01", [{ nearside: "archived_event", version: 1 }]));
    const { id } = await redeemedLogin(server, machine);
    server.pass(1000 * DAY);
    await tidy(server.services);
    await expect(retireOld(services())).rejects.toThrow("has more than this server moved to it");
    expect((await findRun(db))?.problem).toContain("nearside-server archive begin");
    expect(await idsLeft()).toEqual([id]);
    expect((await checkArchive(archive, newest)).wrong).toEqual([
      expect.stringContaining("the server does not know this batch"),
    ]);
    await beginArchive(services(), SERVER_SHELL);
    await retireOld(services());
    expect(await idsLeft()).toEqual([]);
    expect((await checkArchive(archive, newest)).wrong).toEqual([]);
  });

  it("deletes nothing that it could not write", async () => {
    const { id } = await redeemedLogin(server, machine);
    server.pass(1000 * DAY);
    await tidy(server.services);
    const { config } = server.services;
    const nowhere = { ...config, retention: { ...config.retention, archive: "/dev/null/archive" } };
    await expect(retireOld({ ...server.services, config: nowhere })).rejects.toThrow(/ENOTDIR/);
    expect(await idsLeft()).toEqual([id]);
    await retireOld(services());
    expect(await idsLeft()).toEqual([]);
  });

  it("lets an event go only if a batch of the archive holds it, and no batch is ever changed", async () => {
    const { db } = server.services;
    await approvedLogin(server, machine);
    const alarming = await startedLogin(server, machine);
    const report = { kind: "login_reported", version: 1, subject: alarming.id, data: "{}" };
    await db
      .insertInto("events")
      .values({ at: server.services.clock(), ...report })
      .execute();
    await approvedLogin(server, machine);
    const { kind, seq } = await db
      .selectFrom("events")
      .select(["kind", "seq"])
      .orderBy("seq")
      .executeTakeFirstOrThrow();
    const drop = sql`delete from events where seq = ${Number(seq)}`;
    await expect(drop.execute(db)).rejects.toThrow("events are only ever appended");
    server.pass(401 * DAY);
    await tidyAndRetire();
    await expect(sql`update archives set last_event = 1000000`.execute(db)).rejects.toThrow("only ever appended");
    await expect(sql`update events set kind = 'b'`.execute(db)).rejects.toThrow("events are only ever appended");
    await expect(drop.execute(db)).rejects.toThrow("events are only ever appended");
    expect(await kindsLeft()).toContain(kind);
    const { first_event, last_event } = await db
      .selectFrom("archives")
      .select(["first_event", "last_event"])
      .where("what", "=", "events")
      .executeTakeFirstOrThrow();
    const between = await db
      .selectFrom("events")
      .select("seq")
      .where("seq", ">", Number(first_event))
      .where("seq", "<", Number(last_event))
      .execute();
    expect(between.length).toBeGreaterThan(0);
    for (const event of between) {
      const one = sql`delete from events where seq = ${Number(event.seq)}`;
      await expect(one.execute(db)).rejects.toThrow("events are only ever appended");
    }
  });
});

describe("a process that was killed while it moved", () => {
  const server = serverForEach({ database: "sqlite" });

  it("keeps nobody waiting: the one that is started next continues at once", async () => {
    const archive = await mkdtemp(join(tmpdir(), "nearside-archive-"));
    onTestFinished(() => rm(archive, { recursive: true, force: true }));
    await redeemedLogin(server, await enrolledMachine(server, "alice"));
    server.pass(1000 * DAY);
    await tidy(server.services);
    const { db, clock, config } = server.services;
    const claim = { name: "retention/claim", value: String(clock() + 500_000) };
    await db.insertInto("settings").values(claim).execute();
    const services = { ...server.services, config: { ...config, retention: { ...config.retention, archive } } };
    const rounds = startRetention(services);
    await vi
      .waitFor(async () => expect(await db.selectFrom("logins").select("id").execute()).toEqual([]), 10_000)
      .finally(() => rounds.stop());
  });
});

describe("a process that took too long over its files", () => {
  const server = serverForEach({ database: "sqlite" });

  it("deletes nothing once another one has claimed the work, and leaves it its claim", async () => {
    const { db, clock, config } = server.services;
    const archive = await mkdtemp(join(tmpdir(), "nearside-archive-"));
    onTestFinished(() => rm(archive, { recursive: true, force: true }));
    const { id } = await redeemedLogin(server, await enrolledMachine(server, "alice"));
    server.pass(1000 * DAY);
    await tidy(server.services);
    const services = { ...server.services, config: { ...config, retention: { ...config.retention, archive } } };
    const refused = expect(retireOld(services)).rejects.toThrow("another process archives now");
    // SQLite does this right after the claim, and long before the files are written
    const theirs = { name: "retention/claim", value: String(clock() + 1_000_000) };
    const taken = await db.updateTable("settings").set(theirs).where("name", "=", theirs.name).executeTakeFirst();
    expect(taken.numUpdatedRows).toBe(1n);
    await refused;
    expect(await findRun(db)).toBeUndefined(); // the other one continues with it
    expect(await db.selectFrom("logins").select("id").execute()).toEqual([{ id }]);
    expect(await db.selectFrom("settings").selectAll().where("name", "=", theirs.name).execute()).toEqual([theirs]);
  });

  it("leaves a batch to the one that has claimed the work since it was listed", async () => {
    const { db, clock, config } = server.services;
    const archive = await mkdtemp(join(tmpdir(), "nearside-archive-"));
    onTestFinished(() => rm(archive, { recursive: true, force: true }));
    await redeemedLogin(server, await enrolledMachine(server, "alice"));
    server.pass(1000 * DAY);
    await tidy(server.services);
    const services = { ...server.services, config: { ...config, retention: { ...config.retention, archive } } };
    const name = "retention/claim";
    const stalls = vi.spyOn(db, "transaction").mockImplementationOnce(() => {
      const deletion = db.transaction();
      const execute = deletion.execute.bind(deletion);
      vi.spyOn(deletion, "execute").mockImplementationOnce(async (run) => {
        const done = await execute(run);
        await db
          .updateTable("settings")
          .set({ value: String(clock() + 1_000_000) })
          .where("name", "=", name)
          .execute();
        return done;
      });
      return deletion;
    });
    await expect(retireOld(services)).rejects.toThrow("another process archives now");
    stalls.mockRestore();
    const listed = async () => (await newestBatch(db))?.batch;
    expect(await pendingIn(archive)).toHaveLength(1);
    expect(await readFile(join(archive, "index.jsonl"), "utf8")).toBe("");
    await expect(beginArchive(services, SERVER_SHELL)).rejects.toMatchObject({
      description: expect.stringContaining("is moving old entries to the archive now"),
    });
    expect(await readFile(join(archive, "index.jsonl"), "utf8")).toBe("");
    await db.deleteFrom("settings").where("name", "=", name).execute();
    await retireOld(services);
    expect((await checkArchive(archive, listed)).wrong).toEqual([]);
    expect(await pendingIn(archive)).toEqual([]);
  });
});
