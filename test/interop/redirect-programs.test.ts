// Programs of Debian's that never heard of Nearside, and only know a loopback redirect (protocol §6): oidc-agent and git-credential-oauth.
// Both open a browser by themselves; the one in PATH here writes the address down, as a person would open it.
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { onTestFinished as atEnd, beforeAll, expect, it } from "vitest";
import { approveTyped } from "../steps/real-command-line.ts";
import {
  askAs,
  browse,
  eventsAbout,
  follow,
  openRedirectStage,
  type RedirectStage,
  SOCKET_TOOL,
  TOOL,
} from "../steps/redirecting.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Process, startProcess } from "../support/process.ts";
import { until } from "../support/until.ts";

const STARTED_MS = 30_000;
const CLASS = "urn:nearside:acr:loopback-redirect";
const atEndOfAll = afterTests();
let stage: RedirectStage;
beforeAll(async () => {
  stage = await openRedirectStage(atEndOfAll);
});

interface Desk {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** The address that a program has opened in the browser. */
  readonly opened: () => Promise<string>;
}

/** A home folder with a browser that writes down what it is to open. */
async function openDesk(): Promise<Desk> {
  const home = await mkdtemp(join(tmpdir(), "nearside-desk-"));
  atEnd(() => rm(home, { recursive: true, force: true }));
  const bin = join(home, "bin");
  await mkdir(bin);
  const file = join(home, "opened");
  for (const name of ["xdg-open", "x-www-browser", "www-browser", "sensible-browser"]) {
    await writeFile(join(bin, name), `#!/bin/sh\nprintf '%s' "$1" > ${file}.part && mv ${file}.part ${file}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const env = { PATH: `${bin}:${process.env["PATH"] ?? ""}`, HOME: home, BROWSER: join(bin, "xdg-open") };
  const opened = () =>
    until(
      async () => (existsSync(file) ? readFile(file, "utf8") : undefined),
      STARTED_MS,
      () => "no browser was opened",
    );
  return { home, env, opened };
}

/** A person approves what the program opened, and the program is told at its own port. */
async function approveOpened(address: string): Promise<string> {
  const asked = await browse(address);
  await askAs(stage, asked);
  const state = await follow(stage, asked);
  expect(state).toMatchObject({ state: "vouched" });
  const id = "request_id" in state ? state.request_id : "";
  await approveTyped(stage, { id });
  expect(await follow(stage, asked, "vouched")).toEqual({ state: "delivered" });
  return id;
}

it("oidc-agent redeems the code of its code flow", async () => {
  const { home, env, opened } = await openDesk();
  const socket = join(home, "agent", "socket");
  const agentEnv = { ...env, OIDC_SOCK: socket };
  const agent = await startProcess({
    command: "oidc-agent",
    args: ["--console", "--no-autoload", `--socket-path=${socket}`],
    env: agentEnv,
  });
  atEnd(async () => void (await agent.stop()));
  await until(
    async () => existsSync(socket) || undefined,
    STARTED_MS,
    () => `oidc-agent: ${agent.stderr()}`,
  );
  const oidcGen: Process = await startProcess({
    command: "oidc-gen",
    args: [
      "deploy",
      ...["--flow=code", "--manual", "--only-at", "--prompt=none", "--confirm-default", "--no-scheme"],
      ...[`--issuer=${stage.issuer}`, `--client-id=${SOCKET_TOOL}`, "--client-secret=", "--scope=openid"],
      "--redirect-uri=http://localhost:41873/callback",
    ],
    env: { ...agentEnv, OIDC_ENCRYPTION_PW: "never used: there is nothing to keep" },
  });
  atEnd(async () => void (await oidcGen.stop()));
  const id = await approveOpened(await opened());
  // It redeems the code at once, and then drops the token: version 4.2.6 keeps what its own web server got only with a refresh token, for
  // `--only-at` too, and oidc-gen asks for it in vain. No such program gets a refresh token (protocol §6).
  await until(
    async () => (eventsAbout(stage, id).some(({ kind }) => kind === "login_redeemed") ? true : undefined),
    STARTED_MS,
    () => `oidc-agent did not redeem its code: ${oidcGen.stderr()}`,
  );
});

it("git-credential-oauth gives git a token for its host", async () => {
  const { home, env, opened } = await openDesk();
  const host = "https://git.example.test";
  const settings = {
    oauthClientId: TOOL,
    oauthScopes: "read",
    oauthAuthURL: `${stage.issuer}/oauth/authorize`,
    oauthTokenURL: `${stage.issuer}/oauth/token`,
    oauthRedirectURL: "http://127.0.0.1:0/callback",
  };
  const config = Object.entries(settings).map(([name, value]) => `\t${name} = ${value}`);
  await writeFile(join(home, ".gitconfig"), `[credential "${host}"]\n${config.join("\n")}\n`);
  const helper = await startProcess({ command: "git-credential-oauth", args: ["-verbose", "get"], env, cwd: home });
  atEnd(async () => void (await helper.stop()));
  helper.type("protocol=https\nhost=git.example.test\n\n");
  helper.endInput();
  await approveOpened(await opened());
  const [, token = ""] = await helper.printed(/^password=(\S+)$/m);
  expect(decodeJwt(token)).toMatchObject({ acr: CLASS, proof: { program: "redirect" } });
});
