// A11: an agent, or the author of what it reads, has the keeper fetch from a place that the lease is not for: another API, this computer, a
// private network behind a name (cli/keeper/lease/fetch/reachable.test.ts), another host by a redirect. Or an API answers without end.
import { createServer, type Server } from "node:http";
import { beforeAll, describe, expect, it } from "vitest";
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
    case "/switching":
      return void request.socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
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
    ["/endless", /longer than 1 MiB/],
    ["/binary", /neither text nor JSON/],
    ["/nothing-said", /neither text nor JSON/],
    ["/compressed", /compressed/],
    ["/no-text", /not in UTF-8/],
    ["/long-head", /could not be reached, or broke off/],
    ["/switching", /could not be reached, or broke off/],
    ["/cut", /could not be reached, or broke off/],
  ])("takes no answer like %s", async (path, says) => {
    const { out } = await agent.does(`nearside lease fetch ${stage.other}${path}`);
    expect(out).toMatch(says);
    expect(out).not.toContain("secret");
    expect((await agent.does(`nearside lease fetch ${stage.other}/`)).out).toBe("well\n"); // and the agent works on
  });
});
