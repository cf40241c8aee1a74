// M8: another account of this computer, a web page or a forwarded port uses the proxy of `nearside proxy`, which adds the
// person's token. The peer's account is asked of the system, pages are known by what browsers add, and what carries ports
// must bring the secret of this run.
import { beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { type Home, openHome } from "../steps/home.ts";
import { approveTyped, enrolCommandLine, startLogin } from "../steps/real-command-line.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Process, startProcess } from "../support/process.ts";
import { type Account, newAccount } from "./support-account.ts";
import { startSshServer } from "./support-ssh.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const atEnd = afterTests();
let stage: Stage;
let home: Home;
let other: Account;
let proxy: Process;
let url: string;
let secret: string;
beforeAll(async () => {
  other = await newAccount(atEnd);
  stage = await openStage(atEnd);
  home = await openHome(atEnd);
  await enrolCommandLine(stage, home.nearside);
  const login = await startLogin(home.nearside);
  await approveTyped(stage, login);
  expect(await login.cli.ended()).toEqual({ code: 0, signal: null });
  // The server itself is an API for which every token is good.
  proxy = await home.nearside(["proxy", "--audience", stage.issuer, "--json"]);
  const [, line = ""] = await proxy.printed(/^(\{"proxy":.+\})$/m);
  ({ url, secret } = JSON.parse(line).proxy);
});

/** The status and the body of the answer that curl gets. */
const CURL = ["--silent", "--max-time", "20", "--write-out", "\n%{http_code}"];

async function answerOf(program: Process): Promise<string> {
  expect(await program.ended(), program.stderr()).toEqual({ code: 0, signal: null });
  return program.stdout();
}

const asOwn = async (...args: readonly string[]): Promise<string> =>
  answerOf(await startProcess({ command: "curl", args: [...CURL, ...args], env: { PATH: process.env["PATH"] ?? "" } }));
const asOther = async (...args: readonly string[]): Promise<string> =>
  answerOf(await other.run("curl", [...CURL, ...args]));

describe("the proxy that adds the person's token", () => {
  it("serves the account that started it", async () => {
    expect(await asOwn(`${url}/healthz`)).toMatch(/\n200$/);
  });

  it("refuses another account, also one that has learned the secret", async () => {
    await expectUnmoved(stage, async () => {
      for (const headers of [[], ["--header", `authorization: Bearer ${secret}`]])
        expect(await asOther(...headers, `${url}/healthz`)).toMatch(/"other_account".*\n403$/s);
    });
    expect(await asOwn(`${url}/healthz`)).toMatch(/\n200$/);
  });

  it.each([
    ["Origin", "origin: https://evil.example"],
    ["Fetch Metadata", "sec-fetch-site: none"],
  ])("refuses a page, by its %s", async (_what, header) => {
    expect(await asOwn("--header", header, "--header", `authorization: Bearer ${secret}`, `${url}/healthz`)).toMatch(
      /"from_browser".*\n403$/s,
    );
  });

  it("refuses a name that was made to point here", async () => {
    const { port } = new URL(url);
    expect(await asOwn("--resolve", `evil.example:${port}:127.0.0.1`, `http://evil.example:${port}/healthz`)).toMatch(
      /"wrong_host".*\n403$/s,
    );
  });

  it("refuses what a program carried here from elsewhere, unless it brings the secret", async () => {
    const { host, port } = new URL(url);
    const ssh = await startSshServer(atEnd);
    const carried = await freePort();
    const client = await ssh.forward("-L", `127.0.0.1:${carried}:127.0.0.1:${port}`);
    const elsewhere = ["--header", `host: ${host}`, `http://127.0.0.1:${carried}/healthz`];
    expect(await asOwn(...elsewhere)).toMatch(/"forwarded".*\n403$/s);
    expect(await asOwn("--header", `authorization: Bearer ${secret}`, ...elsewhere)).toMatch(/\n200$/);
    await client.stop();
  });

  it("sends nothing to another API, however the path is written", async () => {
    for (const path of ["//evil.example/x", "/../x", "/%2e%2e/%2e%2e/x"])
      expect(await asOwn("--path-as-is", `${url}${path}`), path).toMatch(/\n(?:404|400)$/);
  });
});
