// MCP clients that others wrote, unmodified, at an MCP server behind `@nearside/resource` (examples/mcp-server.ts): they describe themselves
// at an address (protocol §6.1), log in through the keeper (§6), and ask for more where a tool needs it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { type DocumentHost, startDocumentHost } from "../kit/document-host.ts";
import { freePort } from "../kit/free-port.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Process, startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { rowsOf } from "../support/server-rows.ts";
import { approveTyped } from "./real-command-line.ts";
import { askAs, browse, eventsAbout, follow, openRedirectStage, type RedirectStage } from "./redirecting.ts";

const atEnd = afterTests();
let stage: RedirectStage;
let host: DocumentHost;
let address: string;
let agent: string;
beforeAll(async () => {
  host = await startDocumentHost();
  atEnd(() => host.close());
  address = `http://localhost:${await freePort()}/mcp`;
  agent = host.publish("/agent.json", {
    redirect_uris: ["http://127.0.0.1/callback", "http://localhost/oauth/callback"],
  });
  stage = await openRedirectStage(atEnd, {
    NODE_EXTRA_CA_CERTS: host.certificateFile,
    NEARSIDE_CLIENT_METADATA: host.host,
    NEARSIDE_CLIENT_METADATA_OWN_NETWORK: "true",
    // one of the clients asks for offline_access where the server knows it
    NEARSIDE_CLIENT_METADATA_SCOPES: "orders:read,orders:write,offline_access",
    NEARSIDE_CLIENT_METADATA_RESOURCES: address,
  });
  const server = await start("examples/mcp-server.ts", ["--issuer", stage.issuer, "--port", new URL(address).port]);
  atEnd(async () => void (await server.stop()));
  await server.printed(/answers at/);
});

const start = (file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Process> =>
  startProcess({
    command: process.execPath,
    args: [join(repository, file), ...args],
    env: { PATH: process.env["PATH"] ?? "", ...env },
    cwd: repository,
  });

/** The person's browser goes where the program sends it, and the person approves. @returns the login's id */
async function approvedAt(open: string): Promise<string> {
  const asked = await browse(open);
  expect((await askAs(stage, asked)).status).toBe(200);
  const state = await follow(stage, asked);
  if (state.state !== "vouched") throw new Error(JSON.stringify(state));
  await approveTyped(stage, { id: state.request_id });
  expect(await follow(stage, asked, "vouched")).toEqual({ state: "delivered" });
  return state.request_id;
}

/** Waits until the program has opened one more address than that, and approves there. */
async function approvedNext(program: Process, before: number) {
  await program.printed(new RegExp(`(?:\\{"open":"[^"]+"\\}[^]*){${before + 1}}`));
  const open = [...program.stdout().matchAll(/\{"open":"([^"]+)"\}/g)][before]?.[1] ?? "";
  const { searchParams } = new URL(open);
  expect(Object.fromEntries(searchParams)).toMatchObject({ client_id: agent, resource: address });
  return { id: await approvedAt(open), scope: searchParams.get("scope") };
}

it.each([
  ["the SDK in version 1", "v1"],
  ["the SDK in version 2", "v2"],
])("%s: logs in, lists, and asks its person for more to place an order", async (_name, library) => {
  const program = await start("test/support/mcp-program.mjs", [library, address, agent]);
  onTestFinished(async () => void (await program.stop()));
  const [first, second] = [await approvedNext(program, 0), await approvedNext(program, 1)];
  expect([first.scope, second.scope]).toEqual(["orders:read", expect.stringContaining("orders:write")]);
  expect(program.stdout()).toContain('{"listed":"one coffee\\ntwo bagels');
  const [line] = await program.printed(/\{"placed".*\}/);
  expect(JSON.parse(line)).toMatchObject({ placed: expect.stringMatching(/^three teas for us_/), refresh: false });
  const [{ facts } = {}] = rowsOf(stage, "SELECT facts FROM logins WHERE id = ?", first.id);
  expect(JSON.parse(String(facts))).toMatchObject({ client: { id: agent, verified: false }, resource: [address] });
});

it("the SDK of Vercel: logs in and lists; it asks for no more by itself, and tells its program of the 403", async () => {
  const program = await start("test/support/mcp-program.mjs", ["ai", address, agent]);
  onTestFinished(async () => void (await program.stop()));
  expect((await approvedNext(program, 0)).scope).toBe("orders:read");
  await program.printed(/\{"listed":"one coffee\\ntwo bagels/);
  await program.printed(/insufficient_scope/);
});

it("mcp-remote: logs in, and its tools are those of the server", async () => {
  const folder = await mkdtemp(join(tmpdir(), "nearside-mcp-remote-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const port = String(await freePort());
  const args = [address, port, "--client-metadata-url", agent, "--transport", "http-only", "--allow-http"];
  const program = await start("node_modules/mcp-remote/dist/client.js", args, {
    PATH: folder, // it opens no browser here, and prints the address
    HOME: folder,
    MCP_REMOTE_CONFIG_DIR: folder,
  });
  onTestFinished(async () => void (await program.stop()));
  const [, open = ""] = await program.printed(/visiting:\s+(\S+)/);
  await approvedAt(open);
  await program.printed(/"name": "place_order"/);
});

it("the log names the host of each, and nobody else's name", async () => {
  expect(eventsAbout(stage, agent)).toMatchObject([{ kind: "client_described", data: { host: host.host } }]);
});
