// The published packages as other people have them: packed, installed by npm in an empty folder, and used there on each Node that they name.
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { knowing } from "../steps/people.ts";
import { approveTyped, enrolCommandLine, type Nearside } from "../steps/real-command-line.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { THIS_VERSION } from "../support/this-version.ts";
import { accountOf, type Installed, installPackages, NODES, type NodeVersion, writeProgram } from "./installed.ts";

const run = promisify(execFile);
const APPROVAL = /https?:\/\/\S+\/approve\/(rq_[\w-]{22})/;

/** One API by three frameworks, at one origin. */
const API = `
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createResource } from "@nearside/resource";
import { nearside as forExpress, nearsideOf as ofExpress } from "@nearside/resource/express";
import { nearside as forFastify, nearsideOf as ofFastify } from "@nearside/resource/fastify";
import { type NearsideEnv, nearside as forHono } from "@nearside/resource/hono";
import express from "express";
import { fastify } from "fastify";
import { Hono } from "hono";

const [issuer = "", audience = ""] = process.argv.slice(2);
const resource = createResource({ issuer, audience });
const demands = { scope: "orders:read" };
const byHono = new Hono<NearsideEnv>();
byHono.get("/hono", forHono(resource, demands), (c) => c.json({ user: c.var.nearside.claims.sub }));
const byExpress = express();
byExpress.get("/express", forExpress(resource, demands), (req, res) => void res.json({ user: ofExpress(req).claims.sub }));
const byFastify = fastify();
byFastify.get("/fastify", { onRequest: forFastify(resource, demands) }, async (request) => ({ user: ofFastify(request).claims.sub }));
await byFastify.ready();
const listen = getRequestListener(byHono.fetch);
createServer((request, response) => {
  if (request.url?.startsWith("/hono") === true) void listen(request, response);
  else if (request.url?.startsWith("/express") === true) byExpress(request, response);
  else byFastify.routing(request, response);
}).listen(Number(new URL(audience).port), "127.0.0.1", () => console.log("listens"));
`;
/** An API without one. */
const CORE = `
import { type Access, AccessRefused, createResource, type Resource, type TokenClaims } from "@nearside/resource";
import { mcp, nearsideOf } from "@nearside/resource/mcp";

const resource: Resource = createResource({ issuer: "https://login.example.com", audience: "https://api.example.com" });
export async function whoAsks(request: Request): Promise<TokenClaims["sub"] | Response> {
  try {
    const access: Access = await resource.verify(request, { scope: "orders:read" });
    return access.claims.sub;
  } catch (error) {
    if (error instanceof AccessRefused) return error.response();
    throw error;
  }
}
export const served = mcp(resource, async (_request, { authInfo }) => Response.json(nearsideOf(authInfo).scopes));
`;
const FRAMEWORKS = ["hono", "express", "fastify"];

const atEnd = afterTests();
let installed: Installed;
let home = "";
let stage: Stage;
let origin: string;
let ordersOrigin: string;
let nearsideOn: (node: NodeVersion) => Nearside;

beforeAll(async () => {
  installed = await installPackages(atEnd);
  home = await mkdtemp(join(tmpdir(), "nearside-home-"));
  [origin, ordersOrigin] = [`http://localhost:${await freePort()}`, `http://localhost:${await freePort()}`];
  const client = { id: "orders-cli", name: "Orders", scopes: ["orders:read", "orders:write"] };
  const settings = await knowing(atEnd, [{ ...client, resources: [origin, ordersOrigin] }]);
  stage = await openStage(atEnd, settings, [join(installed.server, "bin/nearside-server.js")]);
  nearsideOn = (node) => (args) => start(node, installed.linked("nearside"), args);
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** A program as somebody types its name, whose own first line finds that Node. */
const start = (node: NodeVersion, file: string, args: readonly string[], env: Record<string, string> = {}) =>
  startProcess({ command: file, args, env: { ...accountOf(home, installed.nodes[node]), ...env }, cwd: home });

const startScript = (node: NodeVersion, file: string, args: readonly string[]) =>
  start(node, installed.nodes[node], [file, ...args]);

/** The five lines that the command line's README promises, at an API of this test. */
async function fiveLines(): Promise<string> {
  const [, code = ""] = /^```ts\n([\s\S]*?)^```/m.exec(await readFile(join(repository, "cli/README.md"), "utf8")) ?? [];
  return code.replaceAll("https://api.example.com", origin).replace("/orders", "/hono");
}

describe("a packed package", () => {
  it("has what is built, and nothing that only the checkout needs", () => {
    for (const file of installed.files) {
      const names = execFileSync("tar", ["tzf", file], { encoding: "utf8" }).trim().split("\n");
      expect(names.filter((name) => /\.test\.|\/testing\/|(?<!\.d)\.tsx?$|tsconfig|\/compiled\//.test(name))).toEqual(
        [],
      );
      expect(names).toEqual(expect.arrayContaining(["package/LICENSE", "package/README.md", "package/package.json"]));
      expect(names.filter((name) => name.startsWith("package/dist/")).length).toBeGreaterThan(9);
    }
  });

  it("names no package of the workspace to be installed with it, and says where it runs", async () => {
    const license = await readFile(join(repository, "LICENSE"), "utf8");
    for (const name of ["cli", "resource", "server"]) {
      const told = JSON.parse(await readFile(join(repository, name, "package.json"), "utf8"));
      const wanted = Object.keys({ ...told.dependencies, ...told.optionalDependencies, ...told.peerDependencies });
      expect(wanted.filter((each) => each.startsWith("@nearside/"))).toEqual([]);
      // native code and the rules' engine come from the registry: those that were tried, and never what is newest there
      const versions: readonly unknown[] = Object.values({ ...told.dependencies, ...told.optionalDependencies });
      expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([]);
      expect(told).toMatchObject({ name: `@nearside/${name}`, version: THIS_VERSION, license: "Apache-2.0" });
      expect(told).toMatchObject({ engines: { node: expect.any(String) }, publishConfig: { access: "public" } });
      expect(await readFile(join(repository, name, "LICENSE"), "utf8")).toBe(license);
    }
  });
});

describe("another author's programs", () => {
  /** @returns what the compiler has to say */
  async function compiled(names: readonly string[], more: object): Promise<string> {
    const compilerOptions = {
      ...{ target: "es2022", lib: ["es2024", "dom"], module: "nodenext", strict: true, noEmit: true, types: ["node"] },
      ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, verbatimModuleSyntax: true },
      ...more,
    };
    const files = names.map((name) => `${name}.ts`);
    await writeFile(join(installed.programs, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    return run(process.execPath, [tsc, "-p", installed.programs]).then(
      () => "",
      (error: { stdout: string }) => error.stdout,
    );
  }

  it("are sound in strict TypeScript, our declarations too: the five lines, and an API without a framework", async () => {
    await writeProgram(installed, "five-lines", `${await fiveLines()}export { answer };\n`);
    await writeProgram(installed, "core", CORE);
    expect(await compiled(["five-lines", "core"], { skipLibCheck: false })).toBe("");
  });

  it("are sound in strict TypeScript: an API by three frameworks, and the examples", async () => {
    const examples = ["orders", "orders-api", "mcp-server", "kubectl-login"];
    await writeProgram(installed, "api", API);
    for (const name of examples)
      await writeProgram(installed, name, await readFile(join(repository, `examples/${name}.ts`), "utf8"));
    // the frameworks' own declarations are their authors' affair
    expect(await compiled(["api", ...examples], { skipLibCheck: true })).toBe("");
  });
});

describe("the installed command line", () => {
  it.each(NODES)("says its version and its state, on Node %d", async (node) => {
    const version = await nearsideOn(node)(["--version"]);
    await version.ended();
    expect(version.stdout()).toBe(`${THIS_VERSION}\n`);
    const status = await nearsideOn(node)(["status", "--json"]);
    await status.ended();
    expect(JSON.parse(status.stdout()), status.stderr()).toBeTypeOf("object");
  });

  it("enrols a machine at the installed server, on the oldest Node", async () => {
    await enrolCommandLine(stage, nearsideOn(20));
    const status = await nearsideOn(22)(["status", "--json"]);
    await status.ended();
    expect(status.stdout()).toContain(stage.issuer);
  });

  it.each(NODES)("gives programs a login that three kinds of API take, all of them on Node %d", async (node) => {
    const api = await startScript(node, join(installed.programs, "api.mjs"), [stage.issuer, origin]);
    await api.printed(/listens/);
    const asked = `for (const by of ${JSON.stringify(FRAMEWORKS)}) {
      const answer = await session.fetch(${JSON.stringify(origin)} + "/" + by);
      console.log(by, answer.status, JSON.stringify(await answer.json()));
    }`;
    const program = await startScript(
      node,
      await writeProgram(installed, `login-${node}`, (await fiveLines()) + asked),
      [],
    );
    if (node === NODES[0]) {
      const [, id = ""] = await program.printed(APPROVAL);
      await approveTyped(stage, { id });
    }
    expect(await program.ended(), program.stderr()).toMatchObject({ code: 0 });
    for (const by of FRAMEWORKS) expect(program.stdout()).toMatch(new RegExp(`^${by} 200 \\{"user":"us_`, "m"));
    const refused = await fetch(`${origin}/express`);
    expect(refused.status).toBe(401);
    await api.stop();
  });

  it("serves the examples, on a Node that is neither the oldest nor ours", async () => {
    const { port } = new URL(ordersOrigin);
    const words = ["--issuer", stage.issuer, "--audience", ordersOrigin, "--host", "127.0.0.1", "--port", port];
    const api = await startScript(22, join(installed.programs, "orders-api.mjs"), words);
    await api.printed(/answers at/);
    const orders = await startScript(22, join(installed.programs, "orders.mjs"), [
      ...["--api", ordersOrigin, "--no-browser", "list"],
    ]);
    const [, id = ""] = await orders.printed(APPROVAL);
    await approveTyped(stage, { id });
    expect(await orders.ended(), orders.stderr()).toMatchObject({ code: 0 });
    expect(orders.stdout()).toContain("two bagels");
    await api.stop();
  });
});

describe("the installed server", () => {
  it.each([20, 22] as const)("says in one sentence that Node %d is too old for it", async (node) => {
    const server = await start(node, installed.linked("nearside-server"), ["start"]);
    expect(await server.ended()).toMatchObject({ code: 78 });
    expect(server.stderr()).toMatch(
      /^nearside-server needs Node 24 or newer, and this is v2\d\.[\d.]+: get it from \S+\n$/,
    );
    expect(server.stdout()).toBe("");
  });

  it("starts by its name in an empty account, keeps its data there, and serves the pages that came with it", async () => {
    const port = await freePort();
    const server = await start(24, installed.linked("nearside-server"), ["start"], { NEARSIDE_PORT: String(port) });
    await server.printed(/Ctrl-C ends it/);
    expect(server.stdout()).toContain(`(data: ${join(home, ".local/state/nearside-server")})`);
    expect((await fetch(`http://localhost:${port}/healthz`)).status).toBe(200);
    const page = await fetch(`http://localhost:${port}/approve/rq_${"a".repeat(22)}`);
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    const [, script = ""] = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text()) ?? [];
    expect((await fetch(`http://localhost:${port}${script}`)).status).toBe(200);
    await server.stop();
  });
});
