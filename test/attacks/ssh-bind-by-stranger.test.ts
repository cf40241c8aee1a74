// S2: a program that is no `ssh` of this system speaks to the keeper's SSH sockets, with a genuine session-bind in its hand.
import { chmod, chown, copyFile, mkdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { genuineBind } from "../steps/genuine-bind.ts";
import { enrolCommandLine } from "../steps/real-command-line.ts";
import { openSshLab, type SshLab } from "../steps/ssh-lab.ts";
import { openStage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import type { Process } from "../support/process.ts";
import { type Account, newAccount } from "./support-account.ts";
import {
  type Bind,
  bindMessage,
  heardBy,
  LIST,
  NOBODYS_LOGIN,
  socketsOf,
  talkerArguments,
} from "./support-ssh-agent.ts";

const atEnd = afterTests();
let lab: SshLab;
let bind: Bind;
let other: Account;

beforeAll(async () => {
  const stage = await openStage(atEnd, { NEARSIDE_REMOTE_HOSTS: "any" });
  lab = await openSshLab(atEnd);
  other = await newAccount(atEnd);
  await enrolCommandLine(stage, lab.nearside);
  await lab.newHost("build-7");
  bind = await genuineBind(lab, "build-7", atEnd);
  await (await lab.nearside(["ssh", "setup", "--keys", "build-7"])).ended();
  await lab.startKeeper();
});

const said = () => [bindMessage(bind, false), bindMessage(bind, true), NOBODYS_LOGIN, LIST];

/** The keeper closes the connection at once. How that looks depends on what was on its way. */
const expectClosed = (answers: readonly string[]): void =>
  expect(answers.filter((answer) => answer !== "EPIPE" && answer !== "ECONNRESET")).toEqual([]);

describe.each(["logins", "keys"] as const)("at the socket for %s", (which) => {
  it("is refused as a program of the account", async () => {
    expectClosed(await heardBy(await lab.run(process.execPath, talkerArguments(socketsOf(lab)[which], ...said()))));
  });

  it("is refused in a network of its own", async () => {
    const args = ["--net", process.execPath, ...talkerArguments(socketsOf(lab)[which], ...said())];
    expectClosed(await heardBy(await lab.run("unshare", args)));
  });

  it("is refused as another account", async () => {
    const caller = await other.run(process.execPath, talkerArguments(socketsOf(lab)[which], LIST));
    expect(await heardBy(caller)).toEqual(["EACCES"]);
  });
});

async function expectNoAgent(session: Process): Promise<void> {
  expect(await session.ended()).toMatchObject({ code: 255 });
  expect(session.stderr()).toMatch(/Permission denied/);
}

describe("a program that calls itself ssh", () => {
  it("is refused in a namespace of its own, as in a container, though it is the system's", async () => {
    await expectNoAgent(await lab.run("unshare", ["--user", "--map-root-user", "ssh", "build-7", "true"]));
  });

  it("is refused where an account could have put it there", async () => {
    const copy = join(lab.home, "ssh");
    await copyFile("/usr/bin/ssh", copy);
    await chmod(copy, 0o755);
    await chown(copy, other.uid, other.gid);
    await expectNoAgent(await lab.run(copy, ["build-7", "true"]));
  });

  it("is refused where root owns it, but the system did not put it there", async () => {
    const copy = join(lab.home, "ssh");
    await copyFile("/usr/bin/ssh", copy);
    await chmod(copy, 0o755);
    await chown(copy, 0, 0);
    await expectNoAgent(await lab.run(copy, ["build-7", "true"]));
  });

  it("is refused under the system's own path, which it has from a file system that is gone", async () => {
    const place = join(lab.home, "gone");
    await mkdir(place);
    const gone = `
set -e; mount -t tmpfs none "$0"; mkdir -p "$0/usr/bin"; cp /usr/bin/ssh "$0/usr/bin/ssh"; exec 3<"$0/usr/bin/ssh"
umount --lazy "$0"; exec /proc/self/fd/3 "$@"`;
    const waiting = await lab.run("sh", ["-c", gone, place, "-o", "ProxyCommand=sleep 60", "build-7"]);
    await expect.poll(() => readlink(`/proc/${waiting.pid}/exe`)).toBe("/usr/bin/ssh");
    await waiting.stop();
    await expectNoAgent(await lab.run("sh", ["-c", gone, place, "build-7", "true"]));
  });

  it("signs in if it is the system's own, and lists what the person allowed", async () => {
    const session = await lab.ssh("build-7", "ssh-add -l");
    expect(await session.ended(), session.stderr()).toMatchObject({ code: 0 });
    expect(session.stdout()).toMatch(/^256 SHA256:/);
  });
});
