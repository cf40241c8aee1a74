// A backup of a server that runs, and what putting it back does. That what was revoked since stays revoked is
// test/attacks/restored-backup-used.test.ts.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { afterTests } from "../support/after-tests.ts";
import { startServer } from "../support/nearside-server.ts";
import { startProcess } from "../support/process.ts";
import { serverProgram } from "../support/server-program.ts";

const atEnd = afterTests();
const MEND = 78;
const WRAPPING_KEY = "NEARSIDE_WRAPPING_KEY";
const KEY = Buffer.alloc(32, 7).toString("base64");

let stage: EnrolledStage;
let folder: string;
let file: string;

/** Runs `nearside-server …` with a data folder of its own. */
async function command(data: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const run = await startProcess({
    command: process.execPath,
    args: [...(await serverProgram()), ...args],
    env: {
      PATH: process.env["PATH"] ?? "",
      NEARSIDE_ISSUER: stage.issuer,
      NEARSIDE_DATA_DIR: data,
      [WRAPPING_KEY]: KEY,
      ...more,
    },
  });
  const { code } = await run.ended();
  return { code, out: run.stdout(), said: run.stderr() };
}

/** Everything below a data folder that matters. */
const leftIn = (data: string) =>
  existsSync(data) ? readdirSync(data).filter((name) => !/\.(?:lock|reserve)$/.test(name)) : [];

beforeAll(async () => {
  stage = await openEnrolledStage(atEnd, { [WRAPPING_KEY]: KEY });
  folder = dirname(stage.dataFolder);
  file = join(folder, "backup.db");
  await redeemedLogin(stage);
});

describe("a backup", () => {
  it("is made while logins continue, into one file of this account alone, and is checked before it has its name", async () => {
    const before = statSync(join(stage.dataFolder, "nearside.db")).mtimeMs;
    const [made] = await Promise.all([
      command(stage.dataFolder, ["backup", file]),
      redeemedLogin(stage),
      redeemedLogin(stage),
    ]);
    expect(made.said).toMatch(
      /rows of \d+ tables, [\d,]+ KB, read again and found complete\.\nThe last log entry in it has the number \d+\.\nThe server's keys in it are wrapped\./,
    );
    expect(made.said).not.toContain("no seal");
    expect(execFileSync("sha256sum", ["-c"], { input: made.out, encoding: "utf8" })).toContain("OK");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.includes("backup"))).toEqual(["backup.db"]);
    expect(readFileSync(file).includes(KEY)).toBe(false);
    expect(before).toBeLessThanOrEqual(statSync(join(stage.dataFolder, "nearside.db")).mtimeMs);
  });

  it("takes the place of no file, unless it is told to", async () => {
    writeFileSync(join(folder, "mine.db"), "mine");
    const refused = await command(stage.dataFolder, ["backup", join(folder, "mine.db")]);
    expect([refused.code, refused.said]).toEqual([MEND, expect.stringContaining("--replace")]);
    expect(readFileSync(join(folder, "mine.db"), "utf8")).toBe("mine");
    expect((await command(stage.dataFolder, ["backup", join(folder, "mine.db"), "--replace"])).code).toBe(0);
    expect((await command(stage.dataFolder, ["backup", join(folder, "nowhere", "x.db")])).said).toContain(
      "does not exist. Make it first",
    );
    expect((await command(join(folder, "empty"), ["backup", join(folder, "x.db")])).said).toContain("no database");
  });
});

describe("a disk that is full", () => {
  it("gets no half of a backup, and no backup is restored there; the server continues", async () => {
    const small = join(folder, "small");
    mkdirSync(small, { mode: 0o700 });
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k,mode=0700", "nearside-test", small]);
    atEnd(async () => void execFileSync("umount", ["--lazy", small]));
    const made = await command(stage.dataFolder, ["backup", join(small, "backup.db")]);
    expect([made.code, made.said]).toEqual([MEND, expect.stringContaining("is full. Make room there")]);
    expect(readdirSync(small)).toEqual([]);
    await redeemedLogin(stage);
    const data = join(small, "data");
    const restored = await command(data, ["restore", file]);
    expect([restored.code, restored.said]).toEqual([MEND, expect.stringContaining("is full. Make room there")]);
    expect(leftIn(data)).toEqual([]);
  });
});

describe("putting it back", () => {
  it("refuses a data folder with a server, or with data", async () => {
    const running = await command(stage.dataFolder, ["restore", file]);
    expect([running.code, running.said]).toEqual([MEND, expect.stringContaining("already running")]);
    const data = join(folder, "full");
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(join(data, "nearside.db"), "data");
    const full = await command(data, ["restore", file]);
    expect([full.code, full.said]).toEqual([MEND, expect.stringContaining("and a backup never replaces data")]);
    expect(leftIn(data)).toEqual(["nearside.db"]);
  });

  it("gives a server on which the same machine logs in, and which tells what was lost", async () => {
    const data = join(folder, "again", "data");
    mkdirSync(dirname(data));
    const sha256 = execFileSync("sha256sum", [file], { encoding: "utf8" }).slice(0, 64);
    const { code, said } = await command(data, ["restore", file, "--sha256", sha256]);
    expect([code, said]).toEqual([0, expect.stringMatching(/so this has ended:\n {2}- all access: \d+ logins/)]);
    expect(leftIn(data)).toEqual(["nearside.db"]);
    await stage.server.stop();
    const server = await startServer({
      issuer: stage.issuer,
      host: "127.0.0.1",
      port: Number(new URL(stage.issuer).port),
      folder: dirname(data),
      settings: { [WRAPPING_KEY]: KEY },
    });
    atEnd(server.stop);
    await redeemedLogin({ ...stage, server, dataFolder: data });
    expect(await server.shell("keys")).toContain("active");
    expect((await command(data, ["backup", join(folder, "second.db")])).code).toBe(0);
  });
});
