import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { checkArchive, findArchivedEvidence } from "./archive-folder.ts";
import { ArchiveDamaged, ArchiveWriter } from "./archive-writer.ts";
import type { Batch } from "./batch.ts";

const MONTH = "2026-11";
const ARCHIVE = "archive-2026-11.jsonl";
const INDEX = "index.jsonl";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearside-archive-"));
  onTestFinished(() => rm(folder, { recursive: true }));
});
const at = (name: string) => join(folder, name);
const entry = (id: string) =>
  ({
    nearside: "archived_login",
    version: 1,
    id,
    login: { facts_erased_at: null },
    evidence: { nearside: "evidence", of: id },
  }) as const;

/** Writes a batch for each id, as rounds of the server do: each opens the folder anew. */
async function write(...ids: readonly string[]): Promise<Batch[]> {
  const batches: Batch[] = [];
  for (const id of ids) {
    const writer = await ArchiveWriter.open(folder, batches.at(-1));
    const batch = await writer.prepare(MONTH, [entry(id)]);
    await writer.add(batch);
    batches.push(batch);
  }
  return batches;
}

it("goes on after a batch and an index that a crash tore, and destroys neither", async () => {
  const [first] = await write("rq_1");
  await appendFile(at(ARCHIVE), JSON.stringify(entry("rq_2")).slice(0, 40));
  await appendFile(at(INDEX), '{"file":"arch');
  const writer = await ArchiveWriter.open(folder, first);
  const batch = await writer.prepare(MONTH, [entry("rq_2"), entry("rq_3")]);
  await writer.add(batch);
  const text = await readFile(at(ARCHIVE), "utf8");
  expect(text.slice(batch.from, batch.to)).toBe(`${JSON.stringify(entry("rq_2"))}\n${JSON.stringify(entry("rq_3"))}\n`);
  expect(await checkArchive(folder, batch)).toEqual({ batches: 2, entries: 3, wrong: [] });
  for (const id of ["rq_1", "rq_2", "rq_3"])
    expect(await findArchivedEvidence(folder, id)).toMatchObject({ state: "evidence", evidence: { of: id } });
});

it.each([
  ["before anything of it was added", 0],
  ["after half of it", 30],
  ["after all of it, before its line of the index", undefined],
])("finishes a batch that a crash stopped %s", async (_where, added) => {
  const [first] = await write("rq_1");
  const crashed = await ArchiveWriter.open(folder, first);
  const batch = await crashed.prepare(MONTH, [entry("rq_2")]);
  await appendFile(at(ARCHIVE), (await readFile(at("pending.jsonl"))).subarray(0, added));
  expect((await checkArchive(folder, batch)).wrong).toEqual([]); // it is on its way
  const writer = await ArchiveWriter.open(folder, batch);
  expect(await checkArchive(folder, batch)).toEqual({ batches: 2, entries: 2, wrong: [] });
  expect((await readFile(at(ARCHIVE), "utf8")).trimEnd().split("\n")).toHaveLength(2);
  await writer.add(await writer.prepare(MONTH, [entry("rq_3")]));
  expect(await checkArchive(folder, batch)).toEqual({ batches: 3, entries: 3, wrong: [] });
});

it("finishes a batch behind a line that a crash tore", async () => {
  const [first] = await write("rq_1");
  await appendFile(at(ARCHIVE), "{torn");
  const batch = await (await ArchiveWriter.open(folder, first)).prepare(MONTH, [entry("rq_2")]);
  await ArchiveWriter.open(folder, batch);
  expect(await checkArchive(folder, batch)).toEqual({ batches: 2, entries: 2, wrong: [] });
});

it("takes the line of the index that only lacks its end for a whole one", async () => {
  const batches = await write("rq_1", "rq_2");
  await truncate(at(INDEX), (await readFile(at(INDEX))).length - 1);
  const writer = await ArchiveWriter.open(folder, batches[1]);
  const third = await writer.prepare(MONTH, [entry("rq_3")]);
  await writer.add(third);
  expect(await checkArchive(folder, third)).toEqual({ batches: 3, entries: 3, wrong: [] });
});

it("leaves out entries that the database kept", async () => {
  const [first] = await write("rq_1");
  const writer = await ArchiveWriter.open(folder, first);
  await writer.prepare(MONTH, [entry("rq_2")]);
  await writer.drop();
  expect(await readFile(at(ARCHIVE), "utf8")).not.toContain("rq_2");
  const second = await writer.prepare(MONTH, [entry("rq_3")]);
  await writer.add(second);
  expect(await checkArchive(folder, second)).toEqual({ batches: 2, entries: 2, wrong: [] });
});

it.each<[string, (lines: readonly string[]) => Promise<void>]>([
  ["whose last batches were cut off", ([first]) => writeFile(at(INDEX), `${first}\n`)],
  ["whose index is empty", () => writeFile(at(INDEX), "")],
  ["that is another folder", () => rm(at(INDEX))],
  [
    "whose last batch was cut off, line and bytes",
    async (lines) => {
      await writeFile(at(INDEX), `${lines.slice(0, -1).join("\n")}\n`);
      await truncate(at(ARCHIVE), 100);
    },
  ],
  [
    "whose last line was changed",
    async (lines) => writeFile(at(INDEX), lines.join("\n").replace(/"to":\d/g, '"to":9')),
  ],
])("writes nothing to an archive %s", async (_how, cut) => {
  const batches = await write("rq_1", "rq_2", "rq_3");
  const newest = batches.at(-1);
  await cut((await readFile(at(INDEX), "utf8")).trimEnd().split("\n"));
  const before = await readFile(at(ARCHIVE), "utf8");
  await expect(ArchiveWriter.open(folder, newest)).rejects.toThrow(ArchiveDamaged);
  expect(await readFile(at(ARCHIVE), "utf8")).toBe(before);
  expect((await checkArchive(folder, newest).catch(() => ({ wrong: ["no index"] }))).wrong).not.toEqual([]);
});

it("goes on with an archive that is newer than the database, as after a restore", async () => {
  const batches = await write("rq_1", "rq_2", "rq_3");
  const writer = await ArchiveWriter.open(folder, batches[0]);
  const again = await writer.prepare(MONTH, [entry("rq_2")]);
  await writer.add(again);
  expect(await checkArchive(folder, again)).toEqual({ batches: 4, entries: 4, wrong: [] });
});

it("finds the last batch of the list far up in a long index, too", async () => {
  const [first] = await write("rq_0");
  await appendFile(at(INDEX), `${JSON.stringify({ of: "another restore" })}\n`.repeat(5000));
  await expect(ArchiveWriter.open(folder, first)).resolves.toBeDefined();
});
