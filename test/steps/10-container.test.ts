// Protocol §10: a login in a container of the person's own computer, through the keeper. The container has no enrolment key, no browser and
// nothing of the account but the folder of one socket. The command line is as it ships at both ends, browser and person in software.

import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { afterTests } from "../support/after-tests.ts";
import type { Process } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { lastStoredEvent, storedEventsSince } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { approveFromHost } from "./approve-from-host.ts";
import { nearsideIn, openContainer } from "./container.ts";
import { type Home, openHome } from "./home.ts";
import { enrolCommandLine, type Nearside } from "./real-command-line.ts";
import { SDK_PRINTED, SDK_PROGRAM } from "./sdk-program.ts";
import { openStage, type Stage } from "./stage.ts";

const WITHIN_MS = 30_000;
const NEARSIDE = join(repository, "cli/bin/nearside.js");
/** `cli/problems/exit-codes.ts` */
const NO_KEEPER_BEHIND = 156;
const TERMINATED = 143;
const ID = "5f".repeat(32);
/** A program whose token is renewed each time that it is asked for. */
const SHORT = { id: "short", name: "Short", scopes: ["read"], accessTokenSeconds: 60 };
const LOGIN = ["login", "--client-id", "short", "--scope", "read"];

const atEnd = afterTests();
let stage: Stage;
let home: Home;
let keeper: Process;
let socket: string;
beforeAll(async () => {
  home = await openHome(atEnd);
  const file = join(home.folder, "server.json");
  await writeFile(file, JSON.stringify({ clients: [SHORT] }));
  stage = await openStage(atEnd, { NEARSIDE_REMOTE_HOSTS: "any", NEARSIDE_CONFIG: file });
  await enrolCommandLine(stage, home.nearside);
  keeper = await home.nearside(["keeper", "run"]);
  await keeper.printed(/The keeper runs/);
  socket = await opened();
});

/** Opens the socket for containers. @returns its path */
async function opened(): Promise<string> {
  const made = await home.nearside(["keeper", "container-socket", "--json"]);
  await made.ended();
  return JSON.parse(made.stdout()).container_socket;
}

const containerOf = (id?: string): Promise<Nearside> =>
  openContainer({ home: home.folder, socketFolder: dirname(socket), ...(id === undefined ? {} : { id }) }, atEnd).then(
    nearsideIn,
  );

/** The person approves it on the page of her own computer. @returns the place, as she is shown it */
async function approved(cli: Awaited<ReturnType<Nearside>>) {
  const [, id = ""] = await cli.printed(/\/approve\/(rq_[\w-]{22})/);
  return approveFromHost(stage, id);
}

it("is approved on the computer itself, is named as the container's, and the SDK renews it through the keeper", async () => {
  const container = await openContainer({ home: home.folder, socketFolder: dirname(socket), id: ID }, atEnd);
  const cli = await container(process.execPath, ["--input-type=module", "-e", SDK_PROGRAM]);
  const place = await approved(cli);
  expect(place).toEqual({
    kind: "container",
    id: ID,
    runtime: "podman",
    since: expect.any(Number),
    claimed_name: null,
  });
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  expect(cli.stdout()).toMatch(SDK_PRINTED);
});

it("is recognised as a container's by its namespaces, where no engine gave it a name", async () => {
  const cli = await (await containerOf())(LOGIN);
  const place = await approved(cli);
  expect(place).toMatchObject({ kind: "container", id: expect.stringMatching(/^ns-\d+$/), runtime: null });
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
});

it("ends with the container", async () => {
  const container = await openContainer({ home: home.folder, socketFolder: dirname(socket) }, atEnd);
  const stays = 'trap "" TERM; node=$1; shift; "$node" "$@" && echo signed in && read line';
  const cli = await container("bash", ["-c", stays, "-", process.execPath, NEARSIDE, ...LOGIN]);
  await approved(cli);
  await cli.printed(/^signed in$/m);
  const seq = lastStoredEvent(stage);
  cli.type("\n");
  await cli.ended();
  await until(
    async () => storedEventsSince(stage, seq).find(({ kind }) => kind === "place_ended"),
    WITHIN_MS,
    () => "nothing said that the container has ended",
  );
});

it("ends where the person removes the socket, and a new one is refused in the same container", async () => {
  const container = await openContainer({ home: home.folder, socketFolder: dirname(socket) }, atEnd);
  const twice = '"$@" && echo signed in && read line && exec "$@"';
  const cli = await container("bash", ["-c", twice, "-", process.execPath, NEARSIDE, ...LOGIN]);
  await approved(cli);
  await cli.printed(/^signed in$/m);
  const seq = lastStoredEvent(stage);
  const closed = await home.nearside(["keeper", "container-socket", "--close"]);
  expect(await closed.ended()).toMatchObject({ code: 0 });
  expect(storedEventsSince(stage, seq).map(({ kind }) => kind)).toContain("place_ended");
  cli.type("\n");
  expect(await cli.ended()).toEqual({ code: NO_KEEPER_BEHIND, signal: null });
  expect(cli.stderr()).toMatch(/no keeper/i);
});

it("lets its keeper end, though its server has gone", async () => {
  await opened();
  const container = await openContainer({ home: home.folder, socketFolder: dirname(socket) }, atEnd);
  const stays = '"$@" && echo signed in && read line';
  const cli = await container("bash", ["-c", stays, "-", process.execPath, NEARSIDE, ...LOGIN]);
  await approved(cli);
  await cli.printed(/^signed in$/m);
  await stage.server.stop();
  // One that told the server for as long as it could would be killed.
  expect(await keeper.stop()).toEqual({ code: TERMINATED, signal: null });
  cli.type("\n");
  await cli.ended();
});
