// S6: a host speaks the agent protocol to the keeper as no `ssh` does: lengths that lie, messages without end, floods.
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { newSshHost } from "../kit/ssh-host.ts";
import { enrolCommandLine } from "../steps/real-command-line.ts";
import { openSshLab, type SshLab } from "../steps/ssh-lab.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import {
  bindMessage,
  EXTENSION_FAILURE,
  FAILURE,
  heardBy,
  keeperAnswer,
  keeperMessage,
  LIST,
  loginsAt,
  NO_KEYS,
  NOBODYS_LOGIN,
  string,
  talkLine,
} from "./support-ssh-agent.ts";

const atEnd = afterTests();
let stage: Stage;
let lab: SshLab;

beforeAll(async () => {
  stage = await openStage(atEnd, { NEARSIDE_REMOTE_HOSTS: "any" });
  lab = await openSshLab(atEnd);
  await enrolCommandLine(stage, lab.nearside);
  await lab.newHost("evil");
  await (await lab.nearside(["ssh", "setup"])).ended();
  await lab.startKeeper();
});

/** Sends bytes as they are, and says when the other side closes. */
const RAW = `
const agent = require("node:net").connect(process.env.SSH_AUTH_SOCK, () => agent.write(Buffer.from(process.argv[1], "hex")));
agent.on("data", (chunk) => console.log(chunk.toString("hex")));
agent.on("error", () => undefined);
agent.on("close", () => { console.log("closed"); process.exit(0); });`;

it.each([
  ["an empty message", "00000000"],
  ["the longest length that there is", "ffffffff"],
  ["a length beyond any agent's", "00040001"],
])("closes a connection after %s", async (_what, bytes) => {
  const session = await lab.ssh("evil", `"${process.execPath}" -e '${RAW}' ${bytes}`);
  expect(await session.ended()).toMatchObject({ code: 0 });
  expect(session.stdout()).toBe("closed\n");
});

/** A message of 200,000 bytes in pieces of 20, so that each comes by itself. */
const CRUMBS = `
const agent = require("node:net").connect(process.env.SSH_AUTH_SOCK);
const message = Buffer.alloc(200004, 11); message.writeUInt32BE(200000);
agent.setNoDelay(true);
let at = 0;
const more = () => { while (at < message.length) { const go = agent.write(message.subarray(at, at += 20)); if (!go) return agent.once("drain", more); } };
agent.on("connect", more);
agent.on("data", (chunk) => { console.log(chunk.toString("hex")); agent.end(); });
agent.on("error", () => undefined);
agent.on("close", () => process.exit(0));`;

it("puts a message in crumbs together once, and answers it", async () => {
  const session = await lab.ssh("evil", `"${process.execPath}" -e '${CRUMBS}'`);
  expect(await session.ended()).toMatchObject({ code: 0 });
  expect(session.stdout()).toBe(`00000005${NO_KEYS}\n`);
});

it("refuses each message that is not ours", async () => {
  const broken = [
    Buffer.from([27]),
    Buffer.concat([Buffer.from([27]), Buffer.from("ffffffff", "hex")]),
    Buffer.concat([Buffer.from([27]), string("session-bind@openssh.com"), string("x")]),
    keeperMessage({ remote: "token" }),
    Buffer.from([200, 1, 2, 3]),
    LIST,
  ];
  const answers = await heardBy(await lab.ssh("evil", talkLine("$SSH_AUTH_SOCK", ...broken)));
  expect(answers.slice(0, 3)).toEqual([FAILURE, FAILURE, EXTENSION_FAILURE]);
  expect(answers.slice(3)).toEqual([EXTENSION_FAILURE, FAILURE, NO_KEYS]); // spoilt by the bind
  const [malformed] = await heardBy(
    await lab.ssh("evil", talkLine("$SSH_AUTH_SOCK", keeperMessage({ remote: "token" }))),
  );
  expect(keeperAnswer(malformed)).toEqual({ refused: "malformed" });
});

/** Opens many connections at once over one session, and holds them. */
const FLOOD = `
let closed = 0, open = 0;
for (let i = 0; i < 200; i += 1) {
  const agent = require("node:net").connect(process.env.SSH_AUTH_SOCK, () => agent.write(Buffer.from("000000010b", "hex")));
  agent.on("data", () => { open += 1; });
  agent.on("error", () => undefined);
  agent.on("close", () => { closed += 1; });
}
setInterval(() => { if (open + closed >= 200) { console.log(open, closed); process.exit(0); } }, 50);`;

it("limits a flood of connections to its share, and the person's own sign-in continues", async () => {
  const flood = await lab.ssh("evil", `"${process.execPath}" -e '${FLOOD}'`);
  const [, open, closed] = await flood.printed(/^(\d+) (\d+)$/m);
  expect(Number(open)).toBeLessThanOrEqual(32);
  expect(Number(closed)).toBeGreaterThanOrEqual(168);
  expect(await (await lab.ssh("evil", "true")).ended()).toMatchObject({ code: 0 });
});

it("runs nothing of the person's configuration for each connection of a host", async () => {
  const file = join(lab.home, ".ssh/config");
  const ran = join(lab.home, "ran");
  const before = await readFile(file, "utf8");
  await writeFile(file, `${before}\nMatch exec "echo once >> ${ran}"\n`);
  for (let round = 0; round < 2; round += 1) {
    await writeFile(ran, "");
    const flood = await lab.ssh("evil", `"${process.execPath}" -e '${FLOOD}'; "${process.execPath}" -e '${FLOOD}'`);
    expect(await flood.ended()).toMatchObject({ code: 0 });
    // `ssh` itself reads its configuration as it starts, and the keeper asks it for that once.
    const runs = (await readFile(ran, "utf8")).split("\n").length - 1;
    expect(runs).toBeGreaterThan(0);
    expect(runs).toBeLessThan(10);
  }
  await writeFile(file, before);
});

it("lets two logins wait over one connection, and no third", async () => {
  const three = talkLine("$SSH_AUTH_SOCK", NOBODYS_LOGIN, NOBODYS_LOGIN, NOBODYS_LOGIN);
  const answers = (await heardBy(await lab.ssh("evil", three))).map(keeperAnswer);
  const begun = expect.objectContaining({ device_statement: expect.any(String) });
  expect(answers).toEqual([begun, begun, { refused: "busy" }]);
});

it("ends a flood of logins at the budget of that session", async () => {
  const before = loginsAt(stage);
  // each over a connection of its own, so that one that waits is no reason
  const asks = Array.from({ length: 12 }, () => talkLine("$SSH_AUTH_SOCK", NOBODYS_LOGIN)).join("; ");
  const answers = (await heardBy(await lab.ssh("evil", asks))).map(keeperAnswer);
  expect(answers.slice(0, 10).every((answer) => JSON.stringify(answer).includes("device_statement"))).toBe(true);
  expect(answers.slice(10)).toEqual([{ refused: "busy" }, { refused: "busy" }]);
  expect(loginsAt(stage) - before).toBe(10);
});

it("counts hops that a host invents in the one budget of the session", async () => {
  const before = loginsAt(stage);
  const hop = (): Buffer => {
    const { key, signs } = newSshHost();
    const sessionId = randomBytes(32);
    return bindMessage({ hostKey: key, sessionId, signature: signs(sessionId) }, true);
  };
  const asks = Array.from({ length: 11 }, () => talkLine("$SSH_AUTH_SOCK", hop(), NOBODYS_LOGIN)).join("; ");
  const answers = (await heardBy(await lab.ssh("evil", asks)))
    .map(keeperAnswer)
    .filter((answer) => answer !== undefined);
  expect(answers).toHaveLength(11);
  expect(answers.at(-1)).toEqual({ refused: "busy" });
  expect(loginsAt(stage) - before).toBe(10);
});

/** Asks forever, and reads no answer. */
const DEAF = `
const agent = require("node:net").connect(process.env.SSH_AUTH_SOCK);
agent.pause();
const many = Buffer.concat(Array(13000).fill(Buffer.from([0, 0, 0, 1, 11])));
let sent = 0;
const more = () => { while (sent < 20 && agent.write(many)) sent += 1; if (sent < 20) agent.once("drain", more); };
agent.on("connect", more);
agent.on("error", () => undefined);
setTimeout(() => console.log("asked"), 1000);`;

it("fills no memory for one that reads no answers", async () => {
  const memory = async (): Promise<number> => {
    const status = await lab.nearside(["keeper", "status", "--json"]);
    expect(await status.ended()).toMatchObject({ code: 0 });
    return Number(/"memory":\s*(\d+)/.exec(status.stdout())?.[1]);
  };
  const before = await memory();
  expect(before).toBeGreaterThan(0);
  const deaf = await lab.ssh("evil", `"${process.execPath}" -e '${DEAF}'`);
  await deaf.printed(/asked/);
  expect((await memory()) - before).toBeLessThan(60_000_000);
  await deaf.stop();
});

it("answers no call of a program of hers through her ssh (-R)", async () => {
  const there = join(lab.home, "../evil/doorway.sock");
  const ask = `"${process.execPath}" -e 'const s = require("node:net").connect(process.argv[1]); s.write(process.argv[2] + "\\n"); s.pipe(process.stdout)'`;
  for (const call of [{ verb: "status" }, { verb: "stop" }, { verb: "container_socket", wanted: true }]) {
    const text = JSON.stringify({ nearside: 1, ...call });
    const session = await lab.ssh(
      "-R",
      `${there}:${join(lab.state, "keeper/keeper.sock")}`,
      "evil",
      `${ask} ${there} '${text}'`,
    );
    await session.ended();
    expect(session.stdout(), session.stderr()).toBe('{"refused":"forwarder"}\n');
  }
});
