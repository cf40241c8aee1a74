// M12: a container that was given the keeper's socket for containers reaches for more than logins, passes itself off as another
// container or as the computer itself, or takes over another one's login; or a program of the computer passes itself off as a container.
import { chmod } from "node:fs/promises";
import { dirname } from "node:path";
import { hopRequest } from "@nearside/shared/statements/hop-request.ts";
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
import { lastStoredEvent, storedEventsSince } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { type Account, newAccount } from "./support-account.ts";
import {
  EXTENSION_FAILURE,
  heardBy,
  keeperAnswer,
  keeperMessage,
  NOBODYS_LOGIN,
  string,
  talkerArguments,
} from "./support-ssh-agent.ts";

const ID = "5f".repeat(32);
const OTHER_ID = "6e".repeat(32);
const WITHIN_MS = 30_000;
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
  socket = await opened();
  const place = { home: owner.home, socketFolder: dirname(socket) };
  container = await openContainer({ ...place, id: ID }, atEnd);
  thief = await openContainer({ ...place, id: OTHER_ID }, atEnd);
  atOwnSocket = await openContainer({ ...place, socketFolder: dirname(keeper.socket) }, atEnd);
});

/** Opens the socket for containers. @returns its path */
async function opened(): Promise<string> {
  const made = await owner.run(`${repository}/cli/bin/nearside.js`, ["keeper", "container-socket", "--json"]);
  await made.ended();
  return v.parse(v.object({ container_socket: v.string() }), JSON.parse(made.stdout())).container_socket;
}

const ENROLMENT = { remote: "enrolment", issuer: null };

async function said(started: Promise<Process>): Promise<string> {
  const caller = await started;
  await caller.ended();
  return caller.stdout();
}

const heard = async (started: Promise<Process>): Promise<readonly string[]> => heardBy(await started);

/** Gives the keeper's answer to one call of protocol §10.6. */
const answered = async (started: Promise<Process>): Promise<unknown> => keeperAnswer((await heard(started))[0]);
const asking = (at: string, call: object): readonly string[] => talkerArguments(at, keeperMessage(call));

const runHere = (args: readonly string[]) =>
  startProcess({ command: process.execPath, args, env: { PATH: process.env["PATH"] ?? "" }, cwd: "/" });

it("lets a container ask for a login, and tells it whose login it would be", async () => {
  const answer = await answered(container(process.execPath, asking(INSIDE, ENROLMENT)));
  expect(answer).toMatchObject({ issuer: stage.issuer, user: { name: "admin" } });
});

it("refuses a login to an agent under a lease", async () => {
  const marked = container("prlimit", ["--locks=0:0", process.execPath, ...asking(INSIDE, ENROLMENT)]);
  expect(await answered(marked)).toEqual({ refused: "inside_a_lease" });
});

describe("a container", () => {
  it.each([
    ["a list of keys", 11],
    ["a signature", 13],
    ["a new key for the agent", 17],
    ["something that no protocol has", 200],
  ])("gets nothing else over its socket: %s", async (_what, type) => {
    const bind = Buffer.concat([Buffer.from([27]), string("session-bind@openssh.com"), string("x")]);
    const talk = talkerArguments(INSIDE, Buffer.from([type]), bind);
    expect(await heard(container(process.execPath, talk))).toEqual([EXTENSION_FAILURE, EXTENSION_FAILURE]);
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

  it("can't renew another one's login or answer for it, and its own login ends with it", async () => {
    const login = await nearsideIn(container)(["login"]);
    const [, id = ""] = await login.printed(/\/approve\/(rq_[\w-]{22})/);
    const { request, session_jkt } = await loginOf(await stage.postJson(`/api/requests/${id}/nonce`, {}));
    const renewing = { remote: "refresh", issuer: stage.issuer, session_jkt };
    const taking = [
      { remote: "await_hello", request },
      { remote: "presence", request, id: 1, is_mine: true },
      renewing,
    ];
    const refused = { refused: "request_unknown" };
    const stolen = await heard(thief(process.execPath, talkerArguments(INSIDE, ...taking.map(keeperMessage))));
    expect(stolen.map(keeperAnswer)).toEqual([refused, refused, refused]);
    const place = await approveFromHost(stage, id);
    expect(place).toMatchObject({ kind: "container", id: ID });
    const seq = lastStoredEvent(stage);
    expect(await login.ended(), login.stderr()).toEqual({ code: 0, signal: null });
    await until(
      async () => storedEventsSince(stage, seq).find(({ kind }) => kind === "place_ended"),
      WITHIN_MS,
      () => "nothing said that the container has ended",
    );
    expect(await answered(thief(process.execPath, asking(INSIDE, renewing)))).toEqual(refused);
  });
});

async function loginOf({ text }: { readonly text: string }) {
  const { request } = v.parse(v.object({ request: v.string() }), JSON.parse(text));
  return { request, session_jkt: (await hopRequest.read(request)).claims.sub_jkt };
}

const REFUSED = { refused: "place_unknown" };

describe("a program that is in no container", () => {
  it("is refused at the containers' socket as a program of the account", async () => {
    expect(await answered(runHere(asking(socket, ENROLMENT)))).toEqual(REFUSED);
  });

  it("is refused there as another account, where the folder was opened, and in a container too", async () => {
    const folders: string[] = [];
    for (let folder = dirname(socket); folder.includes("nearside-home-"); folder = dirname(folder))
      folders.push(folder);
    for (const folder of folders) await chmod(folder, 0o755);
    await chmod(socket, 0o666);
    try {
      const here = other.run(process.execPath, asking(socket, ENROLMENT));
      expect(await answered(here)).toEqual(REFUSED);
      const asOther = ["--reuid", String(other.uid), "--regid", String(other.gid), "--clear-groups"];
      const inside = container("setpriv", [...asOther, process.execPath, ...asking(INSIDE, ENROLMENT)]);
      expect(await answered(inside)).toEqual(REFUSED);
    } finally {
      for (const folder of folders) await chmod(folder, 0o700);
      await chmod(socket, 0o600);
    }
  });
});

it("names a container as its engine named it, whatever its programs are called", async () => {
  const named = 'cp "$(command -v unshare)" /tmp/conmon && exec /tmp/conmon "$@"';
  const flags = ["--user", "--map-root-user", "--pid", "--fork"];
  const login = ["sh", "-c", `"${process.execPath}" ${repository}/cli/bin/nearside.js login`, "sh", "-n", "payroll"];
  const inside = await container("sh", ["-c", named, "sh", ...flags, ...login]);
  const [, id = ""] = await inside.printed(/\/approve\/(rq_[\w-]{22})/);
  expect(await approveFromHost(stage, id)).toMatchObject({ id: ID, claimed_name: null });
  expect(await inside.ended(), inside.stderr()).toEqual({ code: 0, signal: null });
});

it("takes a container for one place, however many namespaces it makes within", async () => {
  const each = 'unshare --user --map-root-user --pid --fork "$@"';
  const often = `for time in 1 2 3 4 5 6 7 8 9 10 11; do ${each}; done`;
  const talk = talkerArguments(INSIDE, NOBODYS_LOGIN);
  const answers = await heard(thief("sh", ["-c", often, "sh", process.execPath, ...talk]));
  expect(answers).toHaveLength(11);
  expect(answers.map(keeperAnswer).filter((answer) => JSON.stringify(answer) === '{"refused":"busy"}')).toHaveLength(1);
  expect(keeperAnswer(answers.at(-1))).toEqual({ refused: "busy" });
});

it("leaves room for others, however many silent connections a container opens", async () => {
  const many = 'for time in $(seq 40); do "$@" & done; wait';
  const silent = await thief("sh", ["-c", many, "sh", process.execPath, ...talkerArguments(INSIDE)]);
  expect(await answered(openedFor(container))).toMatchObject({ issuer: stage.issuer });
  await silent.ended();
});

it("loses nothing but its socket to a container that may write beside it, and the socket can be made again", async () => {
  const vandal = await openContainer({ home: owner.home, socketFolder: dirname(socket), writes: true }, atEnd);
  const breaks = "cd /run/nearside && mv keeper.sock mine && mkdir -p keeper.sock/within && chmod 755 .";
  const broken = await vandal("sh", ["-c", breaks]);
  expect(await broken.ended(), broken.stderr()).toMatchObject({ code: 0 });
  // While that keeper runs, and once the next one has begun.
  expect(await opened()).toBe(socket);
  expect(await answered(openedFor(container))).toMatchObject({ issuer: stage.issuer });
  await (await vandal("sh", ["-c", breaks])).ended();
  await keeper.process.stop();
  keeper = await startKeeper(owner, atEnd);
  expect(JSON.parse(await said(runHere(callerArguments(keeper.socket, line({ verb: "status" })))))).toMatchObject({
    containers: "open",
  });
  expect(await answered(openedFor(container))).toMatchObject({ issuer: stage.issuer });
});

const openedFor = (inside: InContainer) => inside(process.execPath, asking(INSIDE, ENROLMENT));
