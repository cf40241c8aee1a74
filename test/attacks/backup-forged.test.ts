// I11: somebody who can write to where backups lie changes one, and the operator puts it back; somebody who can read there looks for the keys.
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, expect, it } from "vitest";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { afterTests } from "../support/after-tests.ts";
import { startProcess } from "../support/process.ts";
import { serverProgram } from "../support/server-program.ts";

const atEnd = afterTests();
const MEND = 78;
const WRAPPING = { NEARSIDE_WRAPPING_KEY: Buffer.alloc(32, 7).toString("base64") };

let stage: EnrolledStage;
let folder: string;
let file: string;

async function command(data: string, args: readonly string[]) {
  const run = await startProcess({
    command: process.execPath,
    args: [...(await serverProgram()), ...args],
    env: { PATH: process.env["PATH"] ?? "", NEARSIDE_ISSUER: stage.issuer, NEARSIDE_DATA_DIR: data, ...WRAPPING },
  });
  const { code } = await run.ended();
  return { code, said: run.stderr() };
}

/** Does what the attacker does: the sums are made to fit again, for they need no secret. */
function forged(text: string, name = "forged.db"): string {
  const path = join(folder, name);
  copyFileSync(file, path);
  const database = new DatabaseSync(path, { defensive: false });
  database.exec(text);
  database.close();
  return path;
}

beforeAll(async () => {
  stage = await openEnrolledStage(atEnd, WRAPPING);
  folder = dirname(stage.dataFolder);
  file = join(folder, "backup.db");
  await stage.server.shell("backup", file);
});

it("refuses a changed row, a changed manifest or an added trigger, and makes no database", async () => {
  const data = join(folder, "target");
  for (const [text, found] of [
    ["update users set role = 'owner', name = 'mallory'", "The table users should have"],
    [
      "create trigger more after insert on logins begin delete from settings; end",
      "Its tables, triggers or counters differ",
    ],
    [
      "pragma writable_schema = on; update sqlite_schema set sql = replace(sql, 'primary key', 'primary key on conflict replace') where name = 'replay'; pragma writable_schema = reset",
      "Its tables, triggers or counters differ",
    ],
    ["update sqlite_sequence set seq = 0 where name = 'events'", "Its tables, triggers or counters differ"],
    [
      "update backup_manifest set text = replace(text, '\"made_at\":', '\"made_at\":1')",
      "Its seal belongs to another text.",
    ],
    ["update backup_manifest set seal = 'AAAA'", "Its seal belongs to another text."],
  ] as const) {
    const { code, said } = await command(data, ["restore", forged(text)]);
    expect([code, said]).toEqual([MEND, expect.stringContaining(found)]);
    expect(existsSync(join(data, "nearside.db"))).toBe(false);
  }
});

it("restores nothing without the seal, unless its SHA-256 is named", async () => {
  const data = join(folder, "unsealed");
  const unsealed = forged("update backup_manifest set seal = null");
  const { code, said } = await command(data, ["restore", unsealed]);
  expect([code, said]).toEqual([MEND, expect.stringContaining("Nothing proves that this backup is unchanged")]);
  expect(existsSync(join(data, "nearside.db"))).toBe(false);
  const sha256 = createHash("sha256").update(readFileSync(unsealed)).digest("hex");
  expect((await command(data, ["restore", unsealed, "--sha256", sha256])).code).toBe(0);
});

it("holds no key in clear, and no other account can read it", () => {
  const text = readFileSync(file, "latin1");
  expect(text).not.toContain('"d":"');
  expect(text).not.toContain(WRAPPING.NEARSIDE_WRAPPING_KEY);
});

it("writes through no link, and below no folder that anybody may change", async () => {
  const open = join(folder, "open");
  mkdirSync(open);
  chmodSync(open, 0o777);
  const exposed = await command(stage.dataFolder, ["backup", join(open, "x.db")]);
  expect([exposed.code, exposed.said]).toEqual([
    MEND,
    expect.stringContaining("where every account of this machine may put something else"),
  ]);
  const link = join(folder, "link.db");
  symlinkSync(join(folder, "elsewhere"), link);
  expect((await command(stage.dataFolder, ["backup", link, "--replace"])).code).toBe(MEND);
  expect(readdirSync(open)).toEqual([]);
  expect(existsSync(join(folder, "elsewhere"))).toBe(false);
});
