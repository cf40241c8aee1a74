// Protocol §4: the command line of the last minor version, as it was built then, at the server of this one. People upgrade when they
// like, so a newer server must not break the old one.
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { afterTests } from "../support/after-tests.ts";
import { keptVersions, releasedFile } from "../support/released-server.ts";
import { knowing } from "./people.ts";
import { approveTyped, enrolCommandLine, type Nearside, newAccount, startLogin } from "./real-command-line.ts";
import { openStage, type Stage } from "./stage.ts";

const OLDER = keptVersions(/^nearside-(\d.*)\.tgz$/).at(-1);
/** Each of its tokens is about to end, so that it is renewed whenever it is asked for. */
const SHORT = { id: "short", name: "Short", scopes: ["read"], accessTokenSeconds: 60 };
const atEnd = afterTests();
let folder: string;
let stage: Stage;
let nearside: Nearside;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearside-older-"));
  execFileSync("tar", ["-xzf", releasedFile(`nearside-${OLDER}.tgz`), "-C", folder]);
  stage = await openStage(atEnd, await knowing(atEnd, [SHORT]));
  const { run } = await newAccount(atEnd);
  nearside = (args) => run(join(folder, "package/bin/nearside.js"), args);
  await enrolCommandLine(stage, nearside);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function ended(...args: readonly string[]): Promise<string> {
  const cli = await nearside(args);
  const { code } = await cli.ended();
  expect(code, cli.stderr()).toBe(0);
  return cli.stdout();
}

describe("a command line of the version before", () => {
  it("is an older one than this server's", async () => {
    expect(await ended("--version")).toBe(`${OLDER}\n`);
  });

  it("logs in, gives out a token, renews it, says who it is, and logs out", async () => {
    const login = await startLogin(nearside, ["--client-id", SHORT.id]);
    await approveTyped(stage, login);
    expect(await login.cli.ended()).toMatchObject({ code: 0 });
    const first = await ended("token", "--client-id", SHORT.id);
    expect(JSON.parse(await ended("whoami", "--json"))).toMatchObject({
      issuer: stage.issuer,
      user: { name: "admin" },
    });
    const renewed = await ended("token", "--client-id", SHORT.id);
    expect(renewed).not.toBe(first);
    await ended("logout");
    expect((await (await nearside(["token"])).ended()).code).toBe(4);
  });
});
