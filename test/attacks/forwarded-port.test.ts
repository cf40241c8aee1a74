// M2: a forwarded port (`ssh -L`, `ssh -R`, a remote editor) carries the listener of a remote machine to the victim's loopback.
// The device key is in another bound set; should it be in the same, the process at the other end is known for a forwarder.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { meet } from "../kit/meeting.ts";
import { openEnrolledStage } from "../steps/enrolling.ts";
import { type Home, openHome } from "../steps/home.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import { approveTyped, enrolCommandLine, startLogin, type TypedLogin } from "../steps/real-command-line.ts";
import { type HelloBody, helloBy } from "../steps/say-hello.ts";
import type { Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Process, startProcess } from "../support/process.ts";
import { curlArguments, type OpenPage, openPageOfLogin } from "./support-listener.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";
import { type SshServer, startSshServer } from "./support-ssh.ts";
import { expectUnmoved } from "./support-unmoved.ts";

/** The victim's loopback, as far as it differs from the remote machine's: a port has the same number on both. */
const HERE = "127.0.0.2";

const atEnd = afterTests();
/** Her desk: its browser is enrolled with its own machine. */
let desk: Stage;
/** Her account on the remote machine, where she enrolled too, with a browser that runs there. */
let remote: Stage;
let home: Home;
let ssh: SshServer;
beforeAll(async () => {
  desk = await openEnrolledStage(atEnd);
  remote = await newStranger(desk, "admin-of-remote");
  home = await openHome(atEnd);
  await enrolCommandLine(remote, home.nearside, { name: "admin", ticket: await desk.server.ticket("admin") });
  ssh = await startSshServer(atEnd);
});

const CARRIERS: readonly (readonly [what: string, carry: (port: number) => Promise<Process>])[] = [
  ["the SSH server, for anybody who logged in (-L)", (port) => ssh.forward("-L", `${HERE}:${port}:127.0.0.1:${port}`)],
  [
    "the SSH client, for the machine it is connected to (-R)",
    (port) => ssh.forward("-R", `${HERE}:${port}:127.0.0.1:${port}`),
  ],
  ["a remote editor's server", (port) => startEditorServer(home.folder, port)],
];

describe.each(CARRIERS)("carried by %s", (_what, carry) => {
  /** A login on the remote machine whose port is forwarded to her desk's loopback. */
  async function forwarded() {
    const login = await startLogin(home.nearside);
    const openPage = await openPageOfLogin(remote, login);
    const tunnel = await carry(openPage.loopback.port);
    return { login, openPage, tunnel };
  }

  async function isApproved(login: TypedLogin): Promise<void> {
    await approveTyped(remote, login);
    expect(await login.cli.ended()).toEqual({ code: 0, signal: null });
  }

  it("is refused in her desk's browser, which is of another bound set than the remote machine", async () => {
    const { login, openPage, tunnel } = await forwarded();
    const deskKnows = await openPageOfLogin(desk, login);
    const hello = await helloBy(desk.parties.extension, deskKnows);
    await expectUnmoved(desk, async () => expect(await sent(openPage, hello)).toBe("\n403"));
    // An answer to that hello in the command line's place gets no further at the server.
    const met = await meet(desk, {
      request: openPage.request,
      nonce: deskKnows.nonce,
      extension: desk.parties.extension,
      session: desk.parties.session,
    });
    await expectRefused(desk, () => desk.postJson(`/api/requests/${login.id}/locality`, met), {
      outcome: "400 extension_not_listed",
      event: stepRefused(login.id, "locality", "extension_not_listed"),
    });
    await tunnel.stop();
    await isApproved(login);
    await redeemedLogin(desk);
  });

  it("is met by the remote machine's own browser directly, and not through the forwarder", async () => {
    const { login, openPage, tunnel } = await forwarded();
    const hello = await helloBy(remote.parties.extension, openPage);
    await expectUnmoved(desk, async () => expect(await sent(openPage, hello)).toBe("\n403"), [
      { kind: "peer_refused", subject: login.id, data: { code: "peer_forwarded" } },
    ]);
    await login.cli.printed(new RegExp(sentenceOf("peer_forwarded").replaceAll(/[.()]/g, "\\$&")));
    // The very same hello without the tunnel.
    expect(await sent(openPage, hello, "127.0.0.1")).toMatch(/^\{"presence_proof":".+"\}\n200$/);
    await tunnel.stop();
    await isApproved(login);
  });
});

/** The extension host as VS Code has it: its own folder in the account's home, and a plain Node. */
async function startEditorServer(account: string, port: number): Promise<Process> {
  const folder = join(account, ".vscode-server/bin");
  await mkdir(folder, { recursive: true });
  const program = join(folder, "server-main.mjs");
  await writeFile(
    program,
    `import { connect, createServer } from "node:net";
    createServer((near) => {
      const far = connect(${port}, "127.0.0.1").on("error", () => near.destroy());
      near.on("error", () => far.destroy()).pipe(far).pipe(near);
    }).listen(${port}, "${HERE}", () => console.log("forwards"));`,
  );
  const server = await startProcess({ command: process.execPath, args: [program], env: {} });
  atEnd(async () => void (await server.stop()));
  await server.printed(/forwards/);
  return server;
}

/** Sends what a browser at the end of the tunnel sends, by a program of its own. */
async function sent({ loopback }: OpenPage, body: HelloBody, host = HERE): Promise<string> {
  const curl = await startProcess({
    command: "curl",
    args: curlArguments(loopback, `${host}:${loopback.port}`),
    env: { PATH: process.env["PATH"] ?? "" },
  });
  curl.type(JSON.stringify(body));
  curl.endInput();
  expect(await curl.ended(), curl.stderr()).toEqual({ code: 0, signal: null });
  return curl.stdout();
}
