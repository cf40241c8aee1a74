// S1: a host that the person is signed in to passes itself off as another one: it has recorded a genuine session-bind of that
// host, which that host has signed, and sends it to her keeper.
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { bindHeardAt, genuineBind } from "../steps/genuine-bind.ts";
import { enrolCommandLine } from "../steps/real-command-line.ts";
import { openSshLab, type SshLab } from "../steps/ssh-lab.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import type { Process } from "../support/process.ts";
import {
  type Bind,
  bindMessage,
  EXTENSION_FAILURE,
  heardBy,
  keeperAnswer,
  LIST,
  loginsAt,
  NO_KEYS,
  NOBODYS_LOGIN,
  SUCCESS,
  socketsOf,
  talkLine,
} from "./support-ssh-agent.ts";

const atEnd = afterTests();
let stage: Stage;
let lab: SshLab;
let ofOther: Bind;
let ofItself: Bind;
let keeper: Process;

beforeAll(async () => {
  stage = await openStage(atEnd, { NEARSIDE_REMOTE_HOSTS: "any" });
  lab = await openSshLab(atEnd);
  await enrolCommandLine(stage, lab.nearside);
  await lab.newHost("evil");
  await lab.newHost("build-7");
  ofOther = await genuineBind(lab, "build-7", atEnd);
  ofItself = await genuineBind(lab, "evil", atEnd);
  await (await lab.nearside(["ssh", "setup"])).ended();
  keeper = await lab.startKeeper();
});

/** Gives what the host hears over a connection to her keeper. @param how options of her `ssh` */
async function heardAt(
  socket: string,
  messages: readonly Buffer[],
  how: readonly string[] = [],
): Promise<readonly string[]> {
  return heardBy(await lab.ssh(...how, "evil", talkLine(socket, ...messages)));
}

/** Everything is refused, and the server hears of nothing. */
async function expectNothing(
  socket: string,
  messages: readonly Buffer[],
  how: readonly string[] = [],
  first = EXTENSION_FAILURE,
) {
  const before = loginsAt(stage);
  const answers = await heardAt(socket, [...messages, NOBODYS_LOGIN, LIST], how);
  expect(answers.slice(0, messages.length).at(-1)).toBe(first);
  expect(answers.slice(messages.length)).toEqual([EXTENSION_FAILURE, NO_KEYS]);
  expect(loginsAt(stage)).toBe(before);
}

describe("through a socket that she forwards (-R)", () => {
  const there = (): string => join(lab.home, "../evil/forwarded.sock");
  const forwarded = (): readonly string[] => ["-R", `${there()}:${socketsOf(lab).logins}`];

  it.each([true, false])("a genuine bind of another host is not believed: forwarding %s", async (forwarding) => {
    await expectNothing(there(), [bindMessage(ofOther, forwarding)], forwarded());
  });

  it("refuses one of an earlier session of the host's own", async () => {
    await expectNothing(there(), [bindMessage(ofItself, true)], forwarded());
  });

  it("refuses a true one after that: the connection is closed to it", async () => {
    await expectNothing(there(), [bindMessage(ofOther, true), bindMessage(ofItself, true)], forwarded());
  });

  it("refuses the true one of this very session, which would open her keys", async () => {
    const tap = join(lab.home, "tap.sock");
    const heard = bindHeardAt(tap, atEnd);
    // her ssh signs in by the keeper, and forwards an agent that tells the host what ssh said to it
    const talk = `ssh-add -l >/dev/null 2>&1; read one; ${talkLine(there())} $one; read other; ${talkLine(there())} $other`;
    const session = await lab.ssh("-o", `ForwardAgent=${tap}`, ...forwarded(), "evil", talk);
    const own = await heard;
    const before = loginsAt(stage);
    for (const forwarding of [false, true]) {
      const messages = [bindMessage(own, forwarding), NOBODYS_LOGIN, LIST];
      session.type(`${messages.map((message) => message.toString("hex")).join(" ")}\n`);
    }
    const refused = [EXTENSION_FAILURE, EXTENSION_FAILURE, NO_KEYS];
    expect(await heardBy(session)).toEqual([...refused, ...refused]);
    expect(loginsAt(stage)).toBe(before);
  });

  it("refuses any by a keeper that began after her session, and does not know it", async () => {
    const messages = [bindMessage(ofOther, false), NOBODYS_LOGIN, LIST];
    const further = [bindMessage(ofOther, true), NOBODYS_LOGIN, LIST];
    const talk = `echo open; read go; ${talkLine(there(), ...messages)}; ${talkLine(there(), ...further)}`;
    const session = await lab.ssh(...forwarded(), "evil", talk);
    await session.printed(/open/);
    await keeper.stop();
    keeper = await lab.startKeeper();
    session.type("go\n");
    const refused = [EXTENSION_FAILURE, EXTENSION_FAILURE, NO_KEYS];
    expect(await heardBy(session)).toEqual(["open", ...refused, ...refused]);
  });

  it("refuses everything that comes without a bind", async () => {
    await expectNothing(there(), [NOBODYS_LOGIN], forwarded());
  });
});

describe("through a socket that she forwards (-R), where her ssh signs in without the keeper", () => {
  const there = (): string => join(lab.home, "../evil/alone.sock");
  const how = (...options: readonly string[]): readonly string[] => [
    ...["-i", join(lab.home, "../away"), "-R", `${there()}:${socketsOf(lab).logins}`],
    ...options.flatMap((option) => ["-o", option]),
  ];

  it.each([[["IdentityAgent=none"]], [["ForwardAgent=no", "IdentityAgent=none"]]])(
    "nothing that comes over it is that ssh's own sign-in: %s",
    async (options) => {
      for (const forwarding of [false, true])
        for (const bind of [ofOther, ofItself])
          await expectNothing(there(), [bindMessage(bind, forwarding)], how(...options));
    },
  );
});

describe("over the agent that her ssh forwards", () => {
  const agent = "$SSH_AUTH_SOCK";

  it("refuses everything after a bind that is repeated, or comes late", async () => {
    await expectNothing(agent, [bindMessage(ofOther, true), bindMessage(ofOther, true)]);
    await expectNothing(agent, [LIST, bindMessage(ofOther, true)]);
  });

  it("refuses everything after a bind with a signature that is not that host's", async () => {
    const signature = Buffer.from(ofOther.signature);
    signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
    await expectNothing(agent, [bindMessage({ ...ofOther, signature }, true)]);
  });

  it("refuses what follows a bind for an authentication, and keeps the first bind", async () => {
    await expectNothing(agent, [bindMessage(ofOther, false), bindMessage(ofItself, true)]);
  });

  it("names a further host by an appended genuine bind, which never replaces the first one", async () => {
    const [bound, answer] = await heardAt(agent, [bindMessage(ofOther, true), NOBODYS_LOGIN]);
    expect(bound).toBe(SUCCESS);
    const { device_statement } = keeperAnswer(answer) as { device_statement: string };
    const { place } = JSON.parse(Buffer.from(device_statement.split(".")[1] ?? "", "base64url").toString());
    expect(place.host_key).toBe(Buffer.from(ofItself.hostKey).toString("base64url"));
    expect(place.hops).toHaveLength(1);
  });

  it("lets the host ask as itself", async () => {
    const [answer] = await heardAt(agent, [NOBODYS_LOGIN]);
    expect(keeperAnswer(answer)).toMatchObject({ issuer: stage.issuer, user: { name: "admin" } });
  });
});
