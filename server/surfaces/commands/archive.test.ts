import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { appendBatch } from "../../administration/retention/archive-folder.ts";
import { archivedEvidenceCommand, checkArchiveCommand } from "./archive.ts";

let folder: string;
let said: string[];
const terminal = {
  out: (text: string) => void said.push(text),
  say: (text: string) => void said.push(text),
  ask: async () => undefined,
};
beforeEach(async () => {
  said = [];
  folder = await mkdtemp(join(tmpdir(), "nearside-archive-"));
  onTestFinished(() => rm(folder, { recursive: true }));
});
const entry = (id: string) =>
  ({ nearside: "archived_login", version: 1, id, evidence: { nearside: "evidence", of: id } }) as const;

it("says that an archive is whole, and what is wrong with one that is not", async () => {
  await appendBatch(folder, "2026-11", [entry("rq_1"), entry("rq_2")]);
  await appendBatch(folder, "2026-12", [entry("rq_3")]);
  await checkArchiveCommand(folder, terminal);
  expect(said).toEqual(["2 batches with 3 entries, all as the server wrote them."]);
  await rm(join(folder, "archive-2026-12.jsonl"));
  await expect(checkArchiveCommand(folder, terminal)).rejects.toThrow(/Batch 2: archive-2026-12.jsonl was changed/);
  await writeFile(join(folder, "index.jsonl"), "{}\n");
  await expect(checkArchiveCommand(folder, terminal)).rejects.toThrow(/Batch 1: its line of the index/);
});

it("writes the evidence of a login, or says where else it may be", async () => {
  await appendBatch(folder, "2026-11", [entry("rq_1"), entry("rq_2")]);
  await archivedEvidenceCommand(folder, { login: "rq_2", output: undefined }, terminal);
  expect(JSON.parse(said[0] ?? "")).toEqual({ nearside: "evidence", of: "rq_2" });
  const unknown = { login: "rq_4", output: undefined };
  await expect(archivedEvidenceCommand(folder, unknown, terminal)).rejects.toThrow("has no evidence of that login");
});

it("names the folder where there is no archive", async () => {
  await expect(checkArchiveCommand(undefined, terminal)).rejects.toThrow("NEARSIDE_RETENTION_ARCHIVE");
  await expect(checkArchiveCommand(join(folder, "none"), terminal)).rejects.toThrow(/none.*can't be read \(ENOENT\)/);
});
