// S5: the session has ended, and somebody who copied all that the host had of the login continues with it.
import { cp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SshHostProgram, SshLab } from "../steps/ssh-lab.ts";
import { approveIn, LOGIN, openSshLaptop } from "../steps/ssh-laptop.ts";
import type { Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import type { Process } from "../support/process.ts";
import { lastStoredEvent, storedEventsSince, storedRows } from "../support/server-rows.ts";
import { until } from "../support/until.ts";

const WITHIN_MS = 15_000;
const atEnd = afterTests();
let stage: Stage;
let lab: SshLab;
let keeper: Process;
let host: SshHostProgram;
let session: Process;

beforeAll(async () => {
  const { hosts, ...laptop } = await openSshLaptop(atEnd, { hosts: ["build-7"] });
  ({ stage, lab, keeper } = laptop);
  [host] = hosts as [SshHostProgram];
});

const visit = (): string => join(host.home, "run/nearside-visits");
const stolen = (): string => join(host.home, "stolen");

beforeEach(async () => {
  await rm(visit(), { recursive: true, force: true });
  session = await lab.ssh("build-7", `echo $PPID > ${join(host.home, "sshd")}; ${LOGIN} && cat`);
  await approveIn(stage, session);
  await session.printed(/You are signed in/);
  await rm(stolen(), { recursive: true, force: true });
  await cp(visit(), stolen(), { recursive: true });
});

/** The token is asked for again, by all that was copied, over a session that the thief has. */
async function expectUseless(): Promise<void> {
  const [copied = ""] = await readdir(stolen());
  // the keeper tells of the machine's protection whenever that changes
  const stored = () => ({ ...storedRows(stage), postures: null });
  const before = stored();
  // put where a command line of the thief's own connection looks
  const here = `$XDG_RUNTIME_DIR/nearside-visits/$(printf %s "$SSH_CONNECTION" | sha256sum | cut -c1-32)`;
  const thief = await lab.ssh(
    "build-7",
    `mkdir -p -m 700 "${here}" && cp -p ${join(stolen(), copied)}/* "${here}" && nearside whoami && nearside token --client-id short; echo "code $?"`,
  );
  await thief.ended();
  expect(thief.stdout()).toMatch(/^admin .*code 4\n$/s);
  expect(stored()).toEqual(before);
}

/** The server is told at once, while the token still has most of its minute. */
async function ended(seq: number): Promise<void> {
  const event = await until(
    async () => storedEventsSince(stage, seq).find(({ kind }) => kind === "place_ended"),
    WITHIN_MS,
    () => "the keeper never said that the session has ended",
  );
  expect(event.data).toMatchObject({ families: [expect.any(String)] });
}

describe("its tokens end, and are not renewed", () => {
  it.each(["SIGTERM", "SIGKILL"] as const)("where her ssh ends by %s", async (signal) => {
    const seq = lastStoredEvent(stage);
    session.signal(signal);
    await ended(seq);
    await expectUseless();
  });

  it("where the host's side of the session dies", async () => {
    const seq = lastStoredEvent(stage);
    await (await lab.ssh("build-7", `kill -KILL $(cat ${join(host.home, "sshd")})`)).ended();
    await ended(seq);
    await expectUseless();
  });

  it("where the keeper ends in order, while the session continues", async () => {
    const seq = lastStoredEvent(stage);
    await keeper.stop();
    await ended(seq);
    keeper = await lab.startKeeper();
    await expectUseless();
  });
});

it("gives no refresh a statement where the keeper was killed, and could say nothing", async () => {
  keeper.signal("SIGKILL");
  await keeper.ended();
  keeper = await lab.startKeeper();
  await expectUseless();
});
