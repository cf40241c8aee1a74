// S3: root on a host, or anybody who reaches the forwarded socket there, uses it: to list and use the person's keys, to change her
// agent, or to log in as more than that host.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { enrolCommandLine } from "../steps/real-command-line.ts";
import { openSshLab, type SshHostProgram, type SshLab } from "../steps/ssh-lab.ts";
import { openStage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { FAILURE, heardBy, keeperAnswer, LIST, NO_KEYS, NOBODYS_LOGIN, string, talkLine } from "./support-ssh-agent.ts";

const execute = promisify(execFile);
const atEnd = afterTests();
let lab: SshLab;
let evil: SshHostProgram;

beforeAll(async () => {
  const stage = await openStage(atEnd, { NEARSIDE_REMOTE_HOSTS: "any" });
  lab = await openSshLab(atEnd);
  await enrolCommandLine(stage, lab.nearside);
  evil = await lab.newHost("evil");
  await lab.newHost("bastion");
  await (await lab.nearside(["ssh", "setup", "--keys", "bastion"])).ended();
  await lab.startKeeper();
});

const heard = async (host: string, ...messages: readonly Buffer[]): Promise<readonly string[]> =>
  heardBy(await lab.ssh(host, talkLine("$SSH_AUTH_SOCK", ...messages)));

/** The key that her own agent has. */
async function ownKeys(): Promise<string> {
  const { stdout } = await execute("ssh-add", ["-L"], { env: { PATH: "/usr/bin:/bin", SSH_AUTH_SOCK: lab.agent } });
  return stdout;
}

const keyOf = (line: string): Buffer => Buffer.from(line.split(" ")[1] ?? "", "base64");
const signWith = (key: Buffer): Buffer =>
  Buffer.concat([Buffer.from([13]), string(key), string("anything"), Buffer.alloc(4)]);

describe("the person's keys", () => {
  it("are not shown to a host, and sign nothing for it", async () => {
    const before = await ownKeys();
    const answers = await heard("evil", LIST, signWith(keyOf(before)), LIST);
    expect(answers).toEqual([NO_KEYS, FAILURE, NO_KEYS]);
    expect(await ownKeys()).toBe(before);
  });

  it.each([
    ["remove all", Buffer.from([19])],
    ["lock", Buffer.concat([Buffer.from([22]), string("password")])],
    ["add", Buffer.concat([Buffer.from([17]), string("ssh-ed25519"), string("x"), string("y"), string("")])],
    ["another extension", Buffer.concat([Buffer.from([27]), string("query")])],
  ])("are not changed by a host: %s", async (_what, message) => {
    const before = await ownKeys();
    expect(await heard("evil", message)).toEqual([FAILURE]);
    expect(await ownKeys()).toBe(before);
  });

  it("are used by the host that she named", async () => {
    const before = await ownKeys();
    const [listed, signed] = await heard("bastion", LIST, signWith(keyOf(before)));
    expect(listed).toContain(keyOf(before).toString("hex"));
    expect(signed?.slice(0, 2)).toBe("0e");
  });
});

describe("a login", () => {
  it("begins as that host, no matter who on it asks", async () => {
    const [answer] = await heard("evil", NOBODYS_LOGIN);
    const { device_statement } = keeperAnswer(answer) as { device_statement: string };
    const { place } = JSON.parse(Buffer.from(device_statement.split(".")[1] ?? "", "base64url").toString());
    expect(place).toMatchObject({ host_key: evil.key.toString("base64url"), hops: [] });
  });
});
