// A9: the environment of an agent is copied to another account or into a container. It holds the way to a socket and an id, and no
// secret: the kernel says who calls.
import { chmod } from "node:fs/promises";
import { dirname } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { callerArguments, line } from "../steps/keeper.ts";
import { type Agent, callingProgram, type LeaseStage, openLeaseStage, startAgent } from "../steps/leasing.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Account, newAccount } from "./support-account.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const atEnd = afterTests();
let stage: LeaseStage;
let agent: Agent;
let other: Account;
let socket: string;
beforeAll(async () => {
  other = await newAccount(atEnd);
  stage = await openLeaseStage(atEnd);
  agent = await startAgent(stage);
  socket = `${stage.home.state}/keeper/keeper.sock`;
});

const call = () => ({ verb: "lease_token", lease: agent.id, resource: stage.api });

it("holds no secret: the keeper's socket, and the id of the lease", async () => {
  expect((await agent.does("env | grep NEARSIDE")).out).toBe(`NEARSIDE_LEASE=${socket}#${agent.id}\n`);
});

describe("another account", () => {
  it("does not reach the socket, and gets nothing where the folder was opened", async () => {
    const heard = async (): Promise<string> => {
      const caller = await other.run(process.execPath, callerArguments(socket, line(call())));
      await caller.ended();
      return caller.stdout();
    };
    expect(await heard()).toBe("EACCES");
    const folders: string[] = [];
    for (let folder = dirname(socket); folder.includes("nearside-home-"); folder = dirname(folder))
      folders.push(folder);
    for (const folder of folders) await chmod(folder, 0o755);
    await chmod(socket, 0o666);
    expect(await expectUnmoved(stage, heard)).toBe('{"refused":"other_account"}\n');
    for (const folder of folders) await chmod(folder, 0o700);
  });
});

describe("a container that the agent itself starts", () => {
  it.each([
    ["its own network", ["--net"]],
    ["its own view of processes", ["--pid", "--fork", "--mount-proc"]],
    ["its own numbers of accounts", ["--user", "--map-root-user"]],
  ])("gets nothing: with %s", async (_what, flags) => {
    const program = await callingProgram(stage, call());
    const { out } = await expectUnmoved(stage, () => agent.does(`unshare ${flags.join(" ")} ${program}`));
    expect(out.trim()).toBe('{"refused":"other_namespace"}');
  });
});

it("gives the agent itself its tokens, by the same program", async () => {
  expect((await agent.does(await callingProgram(stage, call()))).out).toContain('{"token":');
});
