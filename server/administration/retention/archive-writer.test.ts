import { appendFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { checkArchive, findArchivedEvidence } from "./archive-folder.ts";
import { ArchiveDamaged, ArchiveWriter } from "./archive-writer.ts";
import { type Batch, hash, lineOf, PENDING_ENTRIES, pendingIn } from "./batch.ts";

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

const check = (newest: Batch | undefined) => checkArchive(folder, () => Promise.resolve(newest));

/** The file of the batch that is on its way. */
async function pendingFile(): Promise<string> {
  const [pending, ...more] = await pendingIn(folder);
  if (pending === undefined || more.length > 0) throw new Error("not one batch is on its way");
  return join(pending, PENDING_ENTRIES);
}

/** Writes a batch for each id, as rounds of the server do: each opens the folder again. */
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

it("continues after a batch and an index that a crash tore, and destroys neither", async () => {
  const [first] = await write("rq_1");
  await appendFile(at(ARCHIVE), JSON.stringify(entry("rq_2")).slice(0, 40));
  await appendFile(at(INDEX), '{"file":"arch');
  const writer = await ArchiveWriter.open(folder, first);
  const batch = await writer.prepare(MONTH, [entry("rq_2"), entry("rq_3")]);
  await writer.add(batch);
  const text = await readFile(at(ARCHIVE), "utf8");
  expect(text.slice(batch.from, batch.to)).toBe(`${JSON.stringify(entry("rq_2"))}\n${JSON.stringify(entry("rq_3"))}\n`);
  expect(await check(batch)).toEqual({ batches: 2, entries: 3, wrong: [] });
  for (const id of ["rq_1", "rq_2", "rq_3"])
    expect(await findArchivedEvidence(folder, id)).toMatchObject({ state: "evidence", evidence: { of: id } });
});

it.each([
  ["before any part was added", 0],
  ["after half of the batch", 30],
  ["after the whole batch, before its line of the index", undefined],
])("finishes a batch that a crash stopped %s", async (_where, added) => {
  const [first] = await write("rq_1");
  const crashed = await ArchiveWriter.open(folder, first);
  const batch = await crashed.prepare(MONTH, [entry("rq_2")]);
  await appendFile(at(ARCHIVE), (await readFile(await pendingFile())).subarray(0, added));
  expect((await check(batch)).wrong).toEqual([]); // it is on its way
  const writer = await ArchiveWriter.open(folder, batch);
  expect(await check(batch)).toEqual({ batches: 2, entries: 2, wrong: [] });
  expect((await readFile(at(ARCHIVE), "utf8")).trimEnd().split("\n")).toHaveLength(2);
  const next = await writer.prepare(MONTH, [entry("rq_3")]);
  await writer.add(next);
  expect(await check(next)).toEqual({ batches: 3, entries: 3, wrong: [] });
});

it("finishes a batch behind a line that a crash tore", async () => {
  const [first] = await write("rq_1");
  await appendFile(at(ARCHIVE), "{torn");
  const batch = await (await ArchiveWriter.open(folder, first)).prepare(MONTH, [entry("rq_2")]);
  await ArchiveWriter.open(folder, batch);
  expect(await check(batch)).toEqual({ batches: 2, entries: 2, wrong: [] });
});

it("takes the line of the index that only lacks its end for a whole one", async () => {
  const batches = await write("rq_1", "rq_2");
  await truncate(at(INDEX), (await readFile(at(INDEX))).length - 1);
  const writer = await ArchiveWriter.open(folder, batches[1]);
  const third = await writer.prepare(MONTH, [entry("rq_3")]);
  await writer.add(third);
  expect(await check(third)).toEqual({ batches: 3, entries: 3, wrong: [] });
});

it("leaves out entries that the database kept", async () => {
  const [first] = await write("rq_1");
  const writer = await ArchiveWriter.open(folder, first);
  await writer.prepare(MONTH, [entry("rq_2")]);
  await writer.drop();
  expect(await readFile(at(ARCHIVE), "utf8")).not.toContain("rq_2");
  const second = await writer.prepare(MONTH, [entry("rq_3")]);
  await writer.add(second);
  expect(await check(second)).toEqual({ batches: 2, entries: 2, wrong: [] });
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
  expect((await check(newest).catch(() => ({ wrong: ["no index"] }))).wrong).not.toEqual([]);
});

it("takes nothing for its own that is behind the last batch of the list, and says so, until a person has looked", async () => {
  const [first, , third] = await write("rq_1", "rq_2", "rq_3");
  await expect(ArchiveWriter.open(folder, first)).rejects.toThrow("has more than this server moved to it");
  expect((await check(first)).wrong).toEqual([
    expect.stringMatching(/^Batch 2: the server does not know this batch/),
    expect.stringMatching(/^Batch 3: the server does not know this batch/),
  ]);
  expect(await check(third)).toEqual({ batches: 3, entries: 3, wrong: [] });
  // the person gave the list up, as after a restore
  const writer = await ArchiveWriter.open(folder, undefined);
  const again = await writer.prepare(MONTH, [entry("rq_2")]);
  expect(again.previous).toBe(hash(lineOf(third ?? again)));
  await writer.add(again);
  expect(await check(again)).toEqual({ batches: 4, entries: 4, wrong: [] });
  await appendFile(at(INDEX), "{}\n");
  await expect(ArchiveWriter.open(folder, again)).rejects.toThrow("has more than this server moved to it");
});

it("takes no batch for a foreign one that the server adds while it is asked", async () => {
  const [first] = await write("rq_1");
  const writer = await ArchiveWriter.open(folder, first);
  const asking = async () => {
    await writer.add(await writer.prepare(MONTH, [entry("rq_2")]));
    return first;
  };
  expect(await checkArchive(folder, asking)).toEqual({ batches: 2, entries: 2, wrong: [] });
});

it("sees that batches are missing before one that is on its way", async () => {
  const [, second, , fourth] = await write("rq_1", "rq_2", "rq_3", "rq_4");
  if (second === undefined || fourth === undefined) throw new Error("there are no four batches");
  const bytes = await readFile(at(ARCHIVE));
  const lines = (await readFile(at(INDEX), "utf8")).split("\n");
  await writeFile(at(INDEX), `${lines.slice(0, 2).join("\n")}\n`);
  await truncate(at(ARCHIVE), second.to);
  await mkdir(at("pending-forged"));
  await writeFile(at(`pending-forged/${PENDING_ENTRIES}`), bytes.subarray(fourth.from, fourth.to));
  expect((await check(fourth)).wrong).toEqual([expect.stringContaining("nor the batches before it")]);
  await expect(ArchiveWriter.open(folder, fourth)).rejects.toThrow(ArchiveDamaged);
});

it("lists a batch once that two have finished, and deletes nothing of the other's", async () => {
  const [first] = await write("rq_1");
  const stalled = await ArchiveWriter.open(folder, first);
  const second = await stalled.prepare(MONTH, [entry("rq_2")]);
  // the database lists it, and another process takes over
  const other = await ArchiveWriter.open(folder, second);
  const third = await other.prepare(MONTH, [entry("rq_3")]);
  await stalled.add(second);
  await other.add(third);
  await stalled.add(second);
  expect(await check(third)).toEqual({ batches: 3, entries: 3, wrong: [] });
  expect(await pendingIn(folder)).toEqual([]);
});

it("clears away what crashes left, unless another process may have prepared it", async () => {
  const [first] = await write("rq_1");
  await (await ArchiveWriter.open(folder, first)).prepare(MONTH, [entry("rq_2")]);
  const writer = await ArchiveWriter.open(folder, first);
  await expect(writer.clear(() => Promise.reject(new Error("another one")))).rejects.toThrow("another one");
  expect(await pendingIn(folder)).toHaveLength(1);
  await writer.clear(() => Promise.resolve());
  expect(await pendingIn(folder)).toEqual([]);
});

it("finds the last batch of the list far up in a long index, too", async () => {
  const [first] = await write("rq_0");
  await appendFile(at(INDEX), `${JSON.stringify({ of: "another restore" })}\n`.repeat(5000));
  await expect(ArchiveWriter.open(folder, first)).rejects.toThrow("has further batches");
});
