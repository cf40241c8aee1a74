import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { ArchiveWriter } from "../../administration/retention/archive-writer.ts";
import { retireOld, startRetention } from "../../administration/retention/retire-old.ts";
import { createLog } from "../../platform/log/log.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { eventsSince } from "../../testing/ledger.ts";
import { openShell, type TestShell } from "../../testing/shell.ts";
import type { TestServer } from "../../testing/test-server.ts";
import { tidy } from "../wiring/housekeeping.ts";
import {
  archivedEvidenceCommand,
  beginArchiveCommand,
  checkArchiveCommand,
  previewArchiveCommand,
  runArchiveCommand,
} from "./archive.ts";

const NOT_ASKED =
  "The server was not asked for the last batch, so this check does not see if the archive's end was cut off. Run it without --folder while the server runs.";
const LAST_IS_THERE = "The archive has the last batch that the server lists.";

let folder: string;
let shell: TestShell;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearside-archive-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  shell = await openShell();
});
afterEach(() => shell.close());
const entry = (
  id: string,
  evidence: object | null = { nearside: "evidence", of: id },
  erasedAt: number | null = null,
) => ({ nearside: "archived_login", version: 1, id, login: { facts_erased_at: erasedAt }, evidence }) as const;

async function fill(): Promise<void> {
  const writer = await ArchiveWriter.open(folder, undefined);
  await writer.add(await writer.prepare("2026-11", [entry("rq_1"), entry("rq_2")]));
  await writer.add(await writer.prepare("2026-12", [entry("rq_3")]));
}

it("says that a copy of an archive is whole, and what is wrong with one that is not", async () => {
  await fill();
  await checkArchiveCommand(folder, shell.terminal);
  expect(shell.out).toEqual(["The archive is complete and unchanged: 2 batches with 3 entries."]);
  expect(shell.messages).toEqual([NOT_ASKED]);
  await rm(join(folder, "archive-2026-12.jsonl"));
  await expect(checkArchiveCommand(folder, shell.terminal)).rejects.toThrow(
    /Batch 2: archive-2026-12.jsonl was changed/,
  );
  await writeFile(join(folder, "index.jsonl"), "{}\n");
  await expect(checkArchiveCommand(folder, shell.terminal)).rejects.toThrow(/Batch 1: its line in the index/);
});

it("compares the archive with what the server lists, and continues without what is lost for good", async () => {
  const { server, terminal } = shell;
  const services = archivingTo(server);
  const machine = await enrolledMachine(server, "alice");
  const archive = async () => {
    await redeemedLogin(server, machine);
    server.pass(1000 * 86_400);
    await tidy(services);
    await retireOld(services);
  };
  await checkArchiveCommand(services.config, terminal);
  expect(shell.out).toEqual(["Nothing was moved to the archive yet."]);
  await archive();
  await checkArchiveCommand(services.config, terminal);
  expect(shell.messages).toEqual([LAST_IS_THERE]);
  await expect(beginArchiveCommand(shell.folder, terminal)).rejects.toThrow("so nothing was changed");

  const index = await readFile(join(folder, "index.jsonl"), "utf8");
  await writeFile(join(folder, "index.jsonl"), "");
  await expect(checkArchiveCommand(services.config, terminal)).rejects.toThrow(
    /does not have the last batch that the server/,
  );
  await expect(retireOldAgain()).rejects.toThrow("nearside-server archive begin");
  shell.clear();
  await beginArchiveCommand(shell.folder, terminal);
  expect(shell.messages.join()).toMatch(
    /^The server continues the archive as it is now, .* up to byte \d+ of archive-/,
  );
  const { file, sha256 } = JSON.parse(index.trimEnd().split("\n").at(-1) ?? "");
  expect((await eventsSince(server, 0)).at(-1)).toMatchObject({
    kind: "archive_begun",
    data: { file, sha256, by: "server_shell" },
  });
  shell.clear();
  await checkArchiveCommand(services.config, terminal);
  expect(shell.messages.join()).toMatch(/^The server expects no batch in this archive:/);
  await retireOldAgain();
  shell.clear();
  await checkArchiveCommand(services.config, terminal);
  expect(shell.messages).toEqual([LAST_IS_THERE]);
  await shell.stop();
  shell.clear();
  await checkArchiveCommand(services.config, terminal);
  expect(shell.messages).toEqual([NOT_ASKED]);

  async function retireOldAgain(): Promise<void> {
    await redeemedLogin(server, machine);
    server.pass(1000 * 86_400);
    await tidy(server.services).catch(() => undefined);
    await retireOld(services);
  }
});

it("says what would be moved, moves it, and says how that went", async () => {
  const { server, terminal } = shell;
  await previewArchiveCommand(shell.folder, terminal);
  expect(shell.messages).toEqual(["No archive is set up (NEARSIDE_RETENTION_ARCHIVE), so nothing is moved."]);
  await expect(runArchiveCommand(shell.folder, terminal)).rejects.toThrow("No archive is set up, so nothing is moved");
  const services = archivingTo(server);
  await redeemedLogin(server, await enrolledMachine(server, "alice"));
  server.pass(401 * 86_400);
  await tidy(services);
  shell.clear();
  await previewArchiveCommand(shell.folder, terminal);
  expect(shell.out[1]).toBe(
    "1 (kept 400 days, so older than 2026-11-25; the oldest is of 2026-11-24): logins with a token, with their evidence and tokens",
  );
  expect(shell.messages).toEqual([
    `The server moves them to ${folder} step by step. To move them now: nearside-server archive run`,
  ]);
  shell.clear();
  const log = createLog("warn", server.services.clock, new Writable({ write: (_line, _encoding, done) => done() }));
  const rounds = startRetention({ ...services, log });
  onTestFinished(() => rounds.stop());
  await runArchiveCommand(shell.folder, terminal);
  expect(shell.out.join()).toMatch(/^1 login and \d+ log entries were moved\.$/);
  await writeFile(join(folder, "index.jsonl"), "");
  await redeemedLogin(server, await enrolledMachine(server, "bob"));
  server.pass(401 * 86_400);
  await tidy(services);
  await expect(runArchiveCommand(shell.folder, terminal)).rejects.toThrow(
    /^0 logins .* then it stopped\. The archive in/,
  );
});

/** The server of the shell, with the folder as its archive. */
function archivingTo(server: TestServer): TestServer["services"] {
  const { config } = server.services;
  const retention = { ...config.retention, archive: folder };
  return Object.assign(server.services, { config: { ...config, dataFolder: shell.folder, retention } });
}

it("writes the evidence of a login, or says where else it may be", async () => {
  await fill();
  await archivedEvidenceCommand(folder, { login: "rq_2", output: undefined }, shell.terminal);
  expect(JSON.parse(shell.out[0] ?? "")).toEqual({ nearside: "evidence", of: "rq_2" });
  const unknown = { login: "rq_4", output: undefined };
  await expect(archivedEvidenceCommand(folder, unknown, shell.terminal)).rejects.toThrow(
    "has no login with this ID. A recent one",
  );
  const writer = await ArchiveWriter.open(folder, undefined);
  await writer.add(await writer.prepare("2027-01", [entry("rq_5", null, 1), entry("rq_6", null)]));
  const evidenceOf = (login: string) => archivedEvidenceCommand(folder, { login, output: undefined }, shell.terminal);
  await expect(evidenceOf("rq_5")).rejects.toThrow("were erased together with the data of the person");
  await expect(evidenceOf("rq_6")).rejects.toThrow("ended without a token");
});

it("names the folder where there is no archive", async () => {
  const { config } = shell.server.services;
  await expect(checkArchiveCommand(config, shell.terminal)).rejects.toThrow("NEARSIDE_RETENTION_ARCHIVE");
  await expect(checkArchiveCommand(join(folder, "none"), shell.terminal)).rejects.toThrow(
    /none.*can't be read \(ENOENT\)/,
  );
});
