import { mkdtemp, rm, stat } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPeerCheck } from "../peer/create-peer-check.ts";
import type { Peer, PeerOf } from "../peer/peer.ts";
import { curl, type ProxiedApi, SECRET, startProxiedApi } from "../testing/proxied-api.ts";

// A second account, which only root can take on. All of this suite runs as root.
const STRANGER = 54_321;

let api: ProxiedApi;
let folder: string;
beforeEach(async () => {
  api = await startProxiedApi();
  folder = await mkdtemp(join(tmpdir(), "nearside-proxy-"));
});
afterEach(async () => {
  api.close();
  await rm(folder, { recursive: true });
});

describe("the proxy refuses", () => {
  it.each([
    ["a page's fetch", ["-H", "Origin: https://evil.example"], "/"],
    ["a page's navigation", ["-H", "Sec-Fetch-Site: none"], "/"],
    ["another name for it", ["-H", "Host: localhost"], "/"],
    ["a rebound name", ["-H", "Host: evil.example"], "/"],
    ["what lies beside its path", [], "/v10/orders"],
    ["what climbs out of its path", ["--path-as-is"], "/v1/../admin"],
    ["the same, hidden", ["--path-as-is"], "/v1/%2e%2e/admin"],
    ["the same, hidden better", ["--path-as-is"], "/v1/..%2fadmin"],
    ["another host as a path", ["--path-as-is"], "//evil.example/v1/orders"],
  ])("%s", async (_what, args, path) => {
    const { base } = await api.proxyTo(`${api.origin}/v1`);
    expect((await curl([`${base}/v1/orders`])).status).toBe("200");
    expect((await curl([...args, `${base}${path}`])).status).toMatch(/^40[34]$/);
    expect(api.seen).toHaveLength(1);
  });

  it("a request with several Hosts", async () => {
    const { base } = await api.proxyTo(api.origin);
    const { host, port } = new URL(base);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(`GET /orders HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 403 .*wrong_host/s);
    expect(api.seen).toEqual([]);
  });

  it("to be a forward proxy", async () => {
    const { base } = await api.proxyTo(api.origin);
    expect((await curl(["-x", base, `${api.origin}/orders`])).status).toMatch(/^40[34]$/);
    expect((await curl(["-x", base, "https://api.example.com/"])).status).toBe("000");
    expect(api.seen).toEqual([]);
  });

  it("another account, whatever it knows", async () => {
    const peerOf: PeerOf = createPeerCheck("linux", process.geteuid?.());
    const { base } = await api.proxyTo(api.origin, { peerOf });
    expect((await curl([`${base}/orders`])).status).toBe("200");
    const stranger = await curl(["-H", `Authorization: Bearer ${SECRET}`, `${base}/orders`], STRANGER);
    expect(stranger).toMatchObject({ status: "403", body: expect.stringContaining("other_account") });
    expect(api.seen).toHaveLength(1);
  });

  it("another account at its Unix socket", async () => {
    const path = join(folder, "socket");
    const { base } = await api.proxyTo(api.origin, { address: { kind: "unix", path } });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const args = ["--unix-socket", path, `${base}/orders`];
    expect((await curl(args)).status).toBe("200");
    expect((await curl(args, STRANGER)).status).toBe("000");
    expect(api.seen).toHaveLength(1);
  });

  it.each([
    ["whom nobody knows", { account: "unknown", process: null, forwarded: "unknown" }, "401"],
    ["whom it can't see", { account: "same", process: null, forwarded: "unknown" }, "401"],
    ["who carries ports", { account: "same", process: "/usr/sbin/sshd", forwarded: "yes" }, "403"],
  ] as const)("one %s, unless they bring the secret", async (_who, peer, status) => {
    const { base } = await api.proxyTo(api.origin, { peerOf: async () => peer });
    expect((await curl([`${base}/`])).status).toBe(status);
    expect((await curl(["-H", "Authorization: Bearer guessed", `${base}/`])).status).toBe(status);
    expect(api.seen).toEqual([]);
    expect((await curl(["-H", `Authorization: Bearer ${SECRET}`, `${base}/`])).status).toBe("200");
    expect((await curl(["-u", `any:${SECRET}`, `${base}/`])).status).toBe("200");
  });

  it("not kubectl, which carries ports elsewhere but asks for itself", async () => {
    const peer: Peer = { account: "same", process: "/usr/bin/kubectl", forwarded: "yes" };
    const { base } = await api.proxyTo(api.origin, { peerOf: async () => peer });
    expect((await curl([`${base}/`])).status).toBe("200");
  });
});
