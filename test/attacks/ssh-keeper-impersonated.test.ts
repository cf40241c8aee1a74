// R11 over SSH: somebody on the host answers in the keeper's place, so that the command line there asks for something else than its person
// typed, at another server, or ends up signed in as somebody else. What he does not change reaches her true keeper.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { SshHostProgram, SshLab } from "../steps/ssh-lab.ts";
import { approveIn, LOGIN, openSshLaptop } from "../steps/ssh-laptop.ts";
import type { Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import type { Process } from "../support/process.ts";

/** Sits between a command line and the agent that was forwarded, and changes what they say: two functions of a message as JSON. */
const MIDDLEMAN = `
const net = require("node:net");
const [path, call, answer] = process.argv.slice(1);
const string = (bytes) => { const length = Buffer.alloc(4); length.writeUInt32BE(bytes.length); return Buffer.concat([length, bytes]); };
const pass = (from, to, change) => {
  let held = Buffer.alloc(0);
  from.on("data", (chunk) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= 4 && held.length >= 4 + held.readUInt32BE(0)) {
      const frame = held.subarray(4, 4 + held.readUInt32BE(0));
      held = held.subarray(4 + frame.length);
      const name = 5 + (frame.length > 5 ? frame.readUInt32BE(1) : 0);
      if (frame.length <= name + 4) { to.write(string(frame)); continue; }
      const text = frame.subarray(name + 4).toString();
      const changed = JSON.stringify(change(JSON.parse(text)));
      to.write(string(Buffer.concat([frame.subarray(0, name), string(Buffer.from(changed))])));
    }
  });
  from.on("close", () => to.destroy());
  from.on("error", () => undefined);
};
net.createServer((client) => {
  const keeper = net.connect(process.env.SSH_AUTH_SOCK);
  pass(client, keeper, eval(call));
  pass(keeper, client, eval(answer));
}).listen(path, () => console.log("between"));`;

const AS_IT_IS = "(said) => said";

const atEnd = afterTests();
let stage: Stage;
let lab: SshLab;
let host: SshHostProgram;
let tries = 0;

beforeAll(async () => {
  const laptop = await openSshLaptop(atEnd, { hosts: ["build-7"] });
  ({ stage, lab } = laptop);
  [host] = laptop.hosts as [SshHostProgram];
});

/** A login on the host through that middleman. */
async function loginThrough(call: string, answer: string, login = LOGIN): Promise<Process> {
  tries += 1;
  const [program, socket] = [join(host.home, `between-${tries}.cjs`), join(host.home, `between-${tries}.sock`)];
  await writeFile(program, `process.argv.splice(1, 1);${MIDDLEMAN}`);
  const between = `"${process.execPath}" ${program} ${socket} '${call}' '${answer}' & until [ -S ${socket} ]; do sleep 0.1; done`;
  return lab.ssh("build-7", `${between}; SSH_AUTH_SOCK=${socket} ${login}; code=$?; kill %1; exit $code`);
}

/** Nobody is shown where to approve it. */
async function expectUnasked(session: Process, sentence: RegExp): Promise<void> {
  expect((await session.ended()).code).not.toBe(0);
  expect(session.stderr()).toMatch(sentence);
  expect(session.stderr()).not.toMatch(/\/approve\//);
}

describe("the command line refuses, before anybody is asked", () => {
  it.each([
    ["another scope", `(said) => said.form ? { ...said, form: { ...said.form, scope: "" } } : said`],
    ["a longer time", `(said) => said.form ? { ...said, form: { ...said.form, max_age: "99999" } } : said`],
    [
      "another command shown",
      `(said) => said.context ? { ...said, context: { ...said.context, command: "ls" } } : said`,
    ],
  ])("where it is a login for %s", async (_what, change) => {
    await expectUnasked(await loginThrough(change, AS_IT_IS), /facts|asked for/i);
  });

  it("where it is a login at another server than was typed", async () => {
    const elsewhere = `(said) => said.issuer ? { ...said, issuer: "https://login.example.net" } : said`;
    const session = await loginThrough(AS_IT_IS, elsewhere, `${LOGIN} --issuer ${stage.issuer}`);
    await expectUnasked(session, /another server|issuer/i);
  });

  it("where it is a statement of another login", async () => {
    const swap = `(said) => said.device_statement ? { ...said, device_statement: said.authorization.request } : said`;
    await expectUnasked(await loginThrough(AS_IT_IS, swap), /unexpected kind arrived/);
  });
});

it("refuses a token of another person than the keeper named", async () => {
  const other = `(said) => said.user ? { ...said, user: { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "mallory" } } : said`;
  const session = await loginThrough(AS_IT_IS, other);
  await approveIn(stage, session);
  expect(await session.ended(), session.stderr()).toMatchObject({ code: 31 });
  expect(session.stderr()).not.toMatch(/You are signed in/);
});

it("continues where somebody only carries the messages and changes nothing", async () => {
  const session = await loginThrough(AS_IT_IS, AS_IT_IS);
  await approveIn(stage, session);
  expect(await session.ended(), session.stderr()).toMatchObject({ code: 0 });
  expect(session.stderr()).toMatch(/You are signed in/);
});
