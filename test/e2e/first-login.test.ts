// Steps 4 and 5 of docs/tutorials/first-login.md, as a person follows them who has nothing else: a server without a configuration file, whose
// built-in command line is let ask for an API, a login for it, and a call that the API takes.
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { afterTests } from "../support/after-tests.ts";
import { browserUnderTest } from "../support/browser-under-test.ts";
import { enrolMachine } from "../support/enrol-machine.ts";
import { approveOn, openLogin } from "../support/login-page.ts";
import { type Machine, startMachine } from "../support/machine.ts";
import { type NearsideServer, startServer } from "../support/nearside-server.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";

const atEnd = afterTests();
let server: NearsideServer;
let machine: Machine;
/** The commands of the two steps, with this test's ports. */
let typed: readonly string[];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "nearside-readme-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  for (const part of ["server", "machine"]) await mkdir(join(folder, part));
  const [port, apiPort] = [await freePort(), await freePort()];
  const issuer = `http://localhost:${port}`;
  server = await startServer({ issuer, host: "127.0.0.1", port, folder: join(folder, "server") });
  atEnd(server.stop);
  machine = await startMachine({ folder: join(folder, "machine"), executablePath: browserUnderTest(), issuer });
  atEnd(machine.kill);
  await enrolMachine(machine, issuer, "admin", server.bootstrapTicket ?? "", undefined);
  const tutorial = await readFile(join(repository, "docs/tutorials/first-login.md"), "utf8");
  const steps = tutorial.slice(tutorial.indexOf("4. **Log in.**"), tutorial.indexOf("## See a refusal"));
  typed = [...steps.matchAll(/```sh\n([^`]*)```/g)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .map((line) => line.trim().replaceAll("localhost:4790", `localhost:${port}`))
    .map((line) => line.replaceAll("localhost:8080", `localhost:${apiPort}`))
    .filter((line) => line !== "");
});

/** Reads that line as a shell does: words, and what is between quotation marks. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? "");

/** The arguments of the one command that begins so. */
function argumentsOf(beginning: string): string[] {
  const [line, ...others] = typed.filter((one) => one.startsWith(`${beginning} `));
  if (line === undefined || others.length > 0) throw new Error(`The tutorial has not one ${beginning}`);
  return wordsOf(line.slice(beginning.length));
}

it("the API of examples/ takes the token of the built-in command line", async () => {
  expect(typed).toHaveLength(4);
  const login = ["login", ...argumentsOf("nearside login")];
  const tooEarly = await machine.cli([...login, "--no-browser"]);
  expect(await tooEarly.ended(), tooEarly.stderr()).toMatchObject({ code: 16 });

  const allow = argumentsOf("npm run -s nearside-server -- clients");
  expect(await server.shell("clients", ...allow)).toContain(`nearside ${login[0]} --resource`);
  const cli = await machine.cli([...login, "--no-browser"]);
  const [url] = await cli.printed(/http:\/\/\S+\/approve\/rq_[\w-]{22}/);
  await approveOn(await openLogin(machine, url));
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });

  const [example = "", ...options] = argumentsOf("npx node");
  const origin = login[login.indexOf("--resource") + 1] ?? "";
  const api = await startProcess({
    command: process.execPath,
    args: [join(repository, example), ...options, "--port", new URL(origin).port],
    env: { PATH: process.env["PATH"] ?? "" },
  });
  atEnd(() => api.stop());
  await api.printed(/answers at/);

  const [token = "", curl = ""] = (typed.find((one) => one.startsWith("nearside token ")) ?? "").split(" | ");
  const headers = await machine.cli(wordsOf(token).slice(1));
  expect(await headers.ended(), headers.stderr()).toEqual({ code: 0, signal: null });
  const called = await startProcess({
    command: "curl",
    args: ["--silent", ...wordsOf(curl).slice(1)],
    env: { PATH: process.env["PATH"] ?? "" },
  });
  called.type(headers.stdout());
  called.endInput();
  await called.ended();
  expect(JSON.parse(called.stdout())).toMatchObject({ orders: [{ item: "one coffee" }, { item: "two bagels" }] });
});
