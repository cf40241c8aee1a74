// A11: an agent, or whoever wrote what it reads, has the keeper fetch from a place that the lease is not for: another API, this computer, a
// private network behind a name, another host by a redirect. Or an API answers without end.
import { createServer, type Server } from "node:http";
import { beforeAll, describe, expect, it } from "vitest";
import { reachable } from "../../cli/keeper/lease/fetch/reachable.ts";
import { type Agent, type LeaseStage, openLeaseStage, startAgent } from "../steps/leasing.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const atEnd = afterTests();
const FOREIGN = 109;
let stage: LeaseStage;
let agent: Agent;
let asked: string[] = [];

/** An API that does everything wrong, as its path says. */
const hostile = createServer((request, answer) => {
  asked.push(request.url ?? "");
  const text = { "content-type": "text/plain" };
  switch (request.url) {
    case "/redirect":
      return answer.writeHead(302, { location: `${stage.api}/orders` }).end();
    case "/endless":
      answer.writeHead(200, text);
      return void (async () => {
        while (!answer.destroyed && answer.write("x".repeat(65_536)) !== undefined)
          await new Promise((next) => setTimeout(next, 1));
      })();
    case "/binary":
      return answer.writeHead(200, { "content-type": "application/octet-stream" }).end("secret");
    case "/nothing-said":
      return answer.writeHead(200).end("secret");
    case "/compressed":
      return answer.writeHead(200, { ...text, "content-encoding": "gzip" }).end("secret");
    case "/no-text":
      return answer.writeHead(200, text).end(Buffer.from([0xff, 0xfe, 0xff]));
    case "/long-head":
      return answer.writeHead(200, { ...text, link: "x".repeat(40_000) }).end("secret");
    case "/cut":
      answer.writeHead(200, { ...text, "content-length": "100" });
      return void answer.write("secret", () => answer.destroy());
    default:
      return answer.writeHead(200, text).end("well");
  }
});

beforeAll(async () => {
  stage = await openLeaseStage(atEnd);
  await listenAt(hostile, stage.other);
  agent = await startAgent(stage, ["--api", stage.other]);
});

async function listenAt(server: Server, address: string): Promise<void> {
  const { port } = new URL(address);
  await new Promise<void>((listening) => server.listen(Number(port), "127.0.0.1", listening));
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
}

describe("the keeper", () => {
  it("goes to no other place than the APIs of the lease, however the address is written", async () => {
    const { port } = new URL(stage.other);
    const places = [
      `${stage.api}/orders`,
      `http://localhost:${port}/`,
      `http://[::1]:${port}/`,
      `http://127.0.0.1:${Number(port) + 1}/`,
      `https://127.0.0.1:${port}/`,
      `http://a:b@127.0.0.1:${port}/`,
      `${stage.issuer}/oauth/token`,
      "http://169.254.169.254/latest/meta-data",
    ];
    asked = [];
    for (const place of places)
      expect([place, (await expectUnmoved(stage, () => agent.does(`nearside lease fetch '${place}'`))).code]).toEqual([
        place,
        FOREIGN,
      ]);
    expect(asked).toEqual([]);
    expect((await agent.does(`nearside lease fetch ${stage.other}/`)).out).toBe("well\n");
  });

  it("follows no redirect, and says where it leads", async () => {
    const { out } = await agent.does(`nearside lease fetch ${stage.other}/redirect`);
    expect(out).toContain(`location: ${stage.api}/orders`);
    expect(out).not.toContain("coffee");
  });

  it.each([
    ["/endless", /more than 1 MiB/],
    ["/binary", /no text and no JSON/],
    ["/nothing-said", /no text and no JSON/],
    ["/compressed", /compressed/],
    ["/no-text", /another character set/],
    ["/long-head", /could not be reached, or broke off/],
    ["/cut", /could not be reached, or broke off/],
  ])("takes no answer like %s", async (path, says) => {
    const { out } = await agent.does(`nearside lease fetch ${stage.other}${path}`);
    expect(out).toMatch(says);
    expect(out).not.toContain("secret");
    expect((await agent.does(`nearside lease fetch ${stage.other}/`)).out).toBe("well\n"); // and goes on
  });
});

describe("an API's name", () => {
  const leadingTo =
    (...addresses: readonly string[]) =>
    async () =>
      addresses.map((address) => ({ address, family: address.includes(":") ? (6 as const) : (4 as const) }));
  const to = (url: string, ...addresses: readonly string[]) => reachable(new URL(url), leadingTo(...addresses));

  it.each([
    "127.0.0.1",
    "0.0.0.0",
    "169.254.169.254",
    "::1",
    "::",
    "fe80::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
  ])("leads nobody to %s", async (address) => {
    expect(await to("https://api.example.com/", address)).toBeUndefined();
    expect(await to("https://api.example.com/", "203.0.113.7", address)).toBeUndefined();
  });

  it("is only gone to over TLS, where the computer there proves that it has the name", async () => {
    expect(await to("http://api.example.com/", "203.0.113.7")).toBeUndefined();
    expect(await to("http://api.example.com/", "10.0.0.7")).toBeUndefined();
    expect(await to("https://api.example.com/", "203.0.113.7")).toEqual({ address: "203.0.113.7", family: 4 });
    expect(await to("https://api.corp.example/", "10.0.0.7")).toEqual({ address: "10.0.0.7", family: 4 });
  });

  it("may be this computer where its person approved just that", async () => {
    expect(await to("http://localhost:8080/", "127.0.0.1")).toEqual({ address: "127.0.0.1", family: 4 });
    expect(await reachable(new URL("http://[::1]:8080/"))).toEqual({ address: "::1", family: 6 });
    expect(await reachable(new URL("https://10.0.0.7/"))).toEqual({ address: "10.0.0.7", family: 4 });
  });

  it("that leads nowhere keeps nobody waiting", async () => {
    expect(await to("https://api.example.com/")).toBeNull();
  });
});
