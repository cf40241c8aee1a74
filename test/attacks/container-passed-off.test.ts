// M12: a container that was given the keeper's socket for containers reaches for more than logins, passes itself off as another
// container or as the computer itself, or takes over another one's login; or a program of the computer passes itself off as a container.
import { chmod } from "node:fs/promises";
import { dirname } from "node:path";
import { AGENT_EXTENSION } from "@nearside/shared/api/through-keeper.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { approveFromHost } from "../steps/approve-from-host.ts";
import { type InContainer, nearsideIn, openContainer } from "../steps/container.ts";
import { callerArguments, type Keeper, line, NOBODYS_HELLO, SOME_MACHINE, startKeeper } from "../steps/keeper.ts";
import { enrolCommandLine, newAccount as newOwner } from "../steps/real-command-line.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Process, startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { type Account, newAccount } from "./support-account.ts";

const ID = "5f".repeat(32);
const OTHER_ID = "6e".repeat(32);
const INSIDE = "/run/nearside/keeper.sock";

const atEnd = afterTests();
let stage: Stage;
let owner: Awaited<ReturnType<typeof newOwner>>;
let keeper: Keeper;
let other: Account;
let socket: string;
let container: InContainer;
let thief: InContainer;
/** A container that was given the folder of the account's own socket. */
let atOwnSocket: InContainer;

beforeAll(async () => {
  stage = await openStage(atEnd, { NEARSIDE_REMOTE_HOSTS: "any" });
  owner = await newOwner(atEnd);
  other = await newAccount(atEnd);
  const nearside = (args: readonly string[]) => owner.run(`${repository}/cli/bin/nearside.js`, args);
  await enrolCommandLine(stage, nearside);
  keeper = await startKeeper(owner, atEnd);
  const made = await nearside(["keeper", "container-socket", "--json"]);
  await made.ended();
  socket = v.parse(v.object({ container_socket: v.string() }), JSON.parse(made.stdout())).container_socket;
  const place = { home: owner.home, socketFolder: dirname(socket) };
  container = await openContainer({ ...place, id: ID }, atEnd);
  thief = await openContainer({ ...place, id: OTHER_ID }, atEnd);
  atOwnSocket = await openContainer({ ...place, socketFolder: dirname(keeper.socket) }, atEnd);
});

/** Sends one message in the frame of the agent protocol, and prints the answer: its type, and its text if it is one of ours. */
const FRAMES = `
const [, socket, type, name, text] = process.argv;
const string = (value) => { const length = Buffer.alloc(4); length.writeUInt32BE(Buffer.byteLength(value)); return Buffer.concat([length, Buffer.from(value)]); };
const body = name === "" ? Buffer.from([Number(type)]) : Buffer.concat([Buffer.from([Number(type)]), string(name), string(text)]);
const call = require("node:net").connect(socket, () => call.write(string(body)));
call.on("data", (answer) => {
  const isOurs = answer[4] === 29;
  process.stdout.write(isOurs ? answer.subarray(9 + answer.readUInt32BE(5) + 4) : String(answer[4]));
  call.destroy();
});
call.on("error", (error) => process.stdout.write(error.code));
call.on("close", () => process.exit(0));`;

const framed = (at: string, type: number, name = "", text = ""): string[] => [
  "-e",
  FRAMES,
  at,
  String(type),
  name,
  text,
];
const asking = (at: string, call: object): string[] => framed(at, 27, AGENT_EXTENSION, JSON.stringify(call));
const ENROLMENT = { remote: "enrolment", issuer: null };

async function said(started: Promise<Process>): Promise<string> {
  const caller = await started;
  await caller.ended();
  return caller.stdout();
}

const runHere = (args: readonly string[]) =>
  startProcess({ command: process.execPath, args, env: { PATH: process.env["PATH"] ?? "" }, cwd: "/" });

it("the honest twin: a container asks for a login, and hears whose it would be", async () => {
  const answer = JSON.parse(await said(container(process.execPath, asking(INSIDE, ENROLMENT))));
  expect(answer).toMatchObject({ issuer: stage.issuer, user: { name: "admin" } });
});

describe("a container", () => {
  it.each([
    ["a list of keys", 11],
    ["a signature", 13],
    ["a new key for the agent", 17],
    ["something that no protocol has", 200],
  ])("gets nothing else over its socket: %s", async (_what, type) => {
    expect(await said(container(process.execPath, framed(INSIDE, type)))).toBe("28");
    expect(await said(container(process.execPath, framed(INSIDE, 27, "session-bind@openssh.com", "x")))).toBe("28");
  });

  it.each([
    ["status", { verb: "status" }],
    ["stop", { verb: "stop" }],
    ["container_socket", { verb: "container_socket", wanted: true }],
    ["await_hello", { verb: "await_hello", request: NOBODYS_HELLO.request, machine: SOME_MACHINE }],
    ["hello", { verb: "hello", body: NOBODYS_HELLO }],
  ])("is turned away by the keeper's own socket, had somebody mounted that: %s", async (_verb, call) => {
    expect(await said(atOwnSocket(process.execPath, callerArguments(INSIDE, line(call))))).toBe(
      '{"refused":"other_namespace"}\n',
    );
  });

  it("renews no login of another one, nor answers for it", async () => {
    const login = await nearsideIn(container)(["login"]);
    const [, id = ""] = await login.printed(/\/approve\/(rq_[\w-]{22})/);
    const session_jkt = sessionOf(await stage.postJson(`/api/requests/${id}/nonce`, {}));
    const renewing = { remote: "refresh", issuer: stage.issuer, session_jkt };
    const refused = '{"refused":"request_unknown"}';
    expect(await said(thief(process.execPath, asking(INSIDE, renewing)))).toBe(refused);
    const place = await approveFromHost(stage, id);
    expect(place).toMatchObject({ kind: "container", id: ID });
    expect(await login.ended(), login.stderr()).toEqual({ code: 0, signal: null });
    expect(await said(thief(process.execPath, asking(INSIDE, renewing)))).toBe(refused);
  });
});

const sessionOf = ({ text }: { readonly text: string }): string => {
  const { request } = v.parse(v.object({ request: v.string() }), JSON.parse(text));
  const claims: unknown = JSON.parse(Buffer.from(request.split(".")[1] ?? "", "base64url").toString());
  return v.parse(v.object({ sub_jkt: v.string() }), claims).sub_jkt;
};

describe("whoever is in no container", () => {
  it("is refused at the containers' socket: a program of the account", async () => {
    expect(await said(runHere(asking(socket, ENROLMENT)))).toBe('{"refused":"place_unknown"}');
  });

  it("is refused there: another account, where the folder was opened, in a container too", async () => {
    const folders: string[] = [];
    for (let folder = dirname(socket); folder.includes("nearside-home-"); folder = dirname(folder))
      folders.push(folder);
    for (const folder of folders) await chmod(folder, 0o755);
    await chmod(socket, 0o666);
    try {
      const here = other.run(process.execPath, asking(socket, ENROLMENT));
      expect(await said(here)).toBe('{"refused":"place_unknown"}');
      const asOther = ["--reuid", String(other.uid), "--regid", String(other.gid), "--clear-groups"];
      const inside = container("setpriv", [...asOther, process.execPath, ...asking(INSIDE, ENROLMENT)]);
      expect(await said(inside)).toBe('{"refused":"place_unknown"}');
    } finally {
      for (const folder of folders) await chmod(folder, 0o700);
      await chmod(socket, 0o600);
    }
  });
});
