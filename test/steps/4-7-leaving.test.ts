import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { afterTests } from "../support/after-tests.ts";
import { openEnrolledStage } from "./enrolling.ts";
import { redeemedLogin } from "./logging-in.ts";
import { newColleague } from "./people.ts";
import { onServerShell, verify } from "./verifying.ts";

// A person leaves (protocol §4.7): `nearside-server offboard` writes the report, and a reader verifies it years later.

const atEnd = afterTests();
let folder: string;
let keys: string;
let report: string;
let login: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearside-leaving-"));
  atEnd(() => rm(folder, { recursive: true }));
  const stage = await openEnrolledStage(atEnd);
  const leaver = await newColleague(stage, "leaver");
  login = (await redeemedLogin(leaver)).id;
  const shown = await onServerShell(stage, ["offboard", "leaver", "--preview"]);
  expect([shown.code, shown.stderr]).toEqual([0, expect.stringMatching(/1 machine\n.*1 browser\n.*1 passkey\n/)]);
  const file = join(folder, "report.json");
  const args = ["offboard", "leaver", "--reason", "a new job", "--output", file];
  expect((await onServerShell(stage, args, "leaver\n")).code).toBe(0);
  report = await readFile(file, "utf8");
  expect((await onServerShell(stage, ["report", "leaver"])).stdout).toBe(report);
  keys = join(folder, "jwks.json");
  await writeFile(keys, (await onServerShell(stage, ["keys", "--jwks"])).stdout);
});

it("holds offline, by keys that the reader has, and says what ended", async () => {
  const { code, stdout, stderr } = await verify(["-", "--jwks", keys], report);
  expect([code, stderr]).toEqual([0, expect.stringContaining("The server signed this report.")]);
  for (const part of [
    "leaver (us_",
    "a new job",
    "exactly the list that was confirmed",
    "Ended: 1 active login\n",
    login,
  ])
    expect(stdout).toContain(part);
});

it("holds by the file's own keys too, and tells the reader whose claim that is", async () => {
  const { code, stdout, stderr } = await verify(["-"], report);
  expect([code, stderr]).toEqual([0, expect.stringContaining("if the key in the file is the server's")]);
  expect(stdout).toContain("it comes from this file");
  const json = JSON.parse((await verify(["-", "--json"], report)).stdout);
  expect(json).toMatchObject({ offboarding: { holds: true, user: { name: "leaver" }, counts: { machines: 1 } } });
});

it("is the signed report by itself as well, with the keys beside it", async () => {
  const jws = JSON.parse(report).report;
  expect((await verify(["-", "--jwks", keys], jws)).code).toBe(0);
  const bare = await verify(["-"], jws);
  expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining("Give the server's keys with --jwks")]);
});

it("is refused once anybody changed it", async () => {
  const { report: jws } = JSON.parse(report);
  const [head, payload = "", signature] = jws.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const less = { ...claims, ended: { ...claims.ended, machines: [] }, counts: { ...claims.counts, machines: 0 } };
  const changed = [head, Buffer.from(JSON.stringify(less)).toString("base64url"), signature].join(".");
  const file = join(folder, "changed.json");
  await writeFile(file, report.replace(jws, changed));
  const { code, stderr } = await verify([file, "--jwks", keys]);
  expect([code, stderr]).toEqual([73, expect.stringContaining("it proves nothing")]); // bad_signature
  await writeFile(file, report.replace('"version": 1', '"version": 2'));
  expect((await verify([file])).stderr).toContain("has a version that this program does not know");
});
