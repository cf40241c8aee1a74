import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { checkArchive, findArchivedEvidence } from "./archive-folder.ts";
import { ArchiveWriter } from "./archive-writer.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearside-archive-"));
  onTestFinished(() => rm(folder, { recursive: true }));
});
const entry = (id: string) =>
  ({
    nearside: "archived_login",
    version: 1,
    id,
    login: { facts_erased_at: null },
    evidence: { nearside: "evidence", of: id },
  }) as const;
const at = (name: string) => join(folder, name);
const ARCHIVE = "archive-2026-11.jsonl";

it("finds the evidence of a login by its whole number", async () => {
  const writer = await ArchiveWriter.open(folder, undefined);
  await writer.add(await writer.prepare("2026-11", [entry("rq_1"), entry("rq_12")]));
  expect(await findArchivedEvidence(folder, "rq_12")).toEqual({
    state: "evidence",
    evidence: { nearside: "evidence", of: "rq_12" },
  });
  expect(await findArchivedEvidence(folder, "rq_")).toEqual({ state: "not_there" });
});

it("sees each byte that was changed, and each batch that was removed", async () => {
  const writer = await ArchiveWriter.open(folder, undefined);
  for (const id of ["rq_1", "rq_2", "rq_3"]) await writer.add(await writer.prepare("2026-11", [entry(id)]));
  const [archive, index] = [await readFile(at(ARCHIVE), "utf8"), await readFile(at("index.jsonl"), "utf8")];
  await writeFile(at(ARCHIVE), archive.replace('"of":"rq_2"', '"of":"rq_9"'));
  expect((await checkArchive(folder)).wrong.join("\n")).toMatch(/^Batch 2: .* was changed or is missing/);
  await rm(at(ARCHIVE));
  expect((await checkArchive(folder)).wrong).toHaveLength(3);
  await writeFile(at(ARCHIVE), archive);
  const lines = index.split("\n");
  await writeFile(at("index.jsonl"), [lines[0], lines[2], ""].join("\n"));
  expect((await checkArchive(folder)).wrong.join("\n")).toMatch(/^Batch 2: the line before it/);
  await writeFile(at("index.jsonl"), lines.slice(1).join("\n"));
  expect((await checkArchive(folder)).wrong.join("\n")).toMatch(/^Batch 1: the line before it/);
});
