import { connect, createServer, type Server } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listenOnLoopback } from "../testing/listen-on-loopback.ts";
import { curl, type ProxiedApi, startProxiedApi } from "../testing/proxied-api.ts";

const HIDDEN = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";

let api: ProxiedApi;
let wire: Server;
let wirePort: number;
let received: string;
beforeEach(async () => {
  api = await startProxiedApi();
  received = "";
  // A server would read the bytes in its own way. This keeps them as they come.
  wire = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      received += data.toString("latin1");
      if (received.includes(HIDDEN)) socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
    });
  });
  wirePort = await listenOnLoopback(wire);
});
afterEach(() => {
  api.close();
  wire.close();
});

/** @param fields after Host, each with the end of its line */
async function send(base: string, method: string, fields: string, body: string): Promise<string> {
  const { hostname, host, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  socket.write(`${method} /a HTTP/1.1\r\nHost: ${host}\r\n${fields}\r\n${body}`);
  return text(socket);
}

describe("the proxy lets nobody hide a request in a body", () => {
  it.each(["GET", "DELETE", "OPTIONS", "POST"])("of %s whose length Connection names", async (method) => {
    const { base } = await api.proxyTo(`http://127.0.0.1:${wirePort}`);
    const fields = `Connection: close, Content-Length\r\nContent-Length: ${HIDDEN.length}\r\n`;
    expect(await send(base, method, fields, HIDDEN)).toMatch(/^HTTP\/1.1 200 /);
    const [head = "", ...body] = received.split("\r\n\r\n");
    expect(head.toLowerCase()).toContain(`\r\ncontent-length: ${HIDDEN.length}`);
    expect(body.join("\r\n\r\n")).toBe(HIDDEN);
  });

  it.each([
    ["two lengths", `Content-Length: 0\r\nContent-Length: ${HIDDEN.length}\r\n`],
    ["a length and pieces", `Transfer-Encoding: chunked\r\nContent-Length: ${HIDDEN.length}\r\n`],
    ["pieces and something else", "Transfer-Encoding: chunked, identity\r\n"],
    ["a field folded over two lines", "X: a\r\n Content-Length: 5\r\nContent-Length: 0\r\n"],
  ])("with %s", async (_what, fields) => {
    const { base } = await api.proxyTo(api.origin);
    await send(base, "POST", `Connection: close\r\n${fields}`, `0\r\n\r\n${HIDDEN}`);
    expect(api.seen.map(({ url }) => url)).not.toContain("/hidden");
  });
});

it("takes no body with a switch of protocols, which would be the first bytes of what comes then", async () => {
  const { base } = await api.proxyTo(api.origin);
  const switching = ["-H", "Upgrade: echo", "-H", "Connection: Upgrade"];
  expect((await curl([...switching, "-d", HIDDEN, `${base}/`])).status).toBe("400");
  expect(api.seen).toEqual([]);
});

it.each(["//evil.example/", "/\\evil.example/", "/\t/evil.example/", "/./\\evil.example/"])(
  "sends nobody to another host by the API's own address %j",
  async (path) => {
    api.answer = (_request, response) => response.writeHead(302, { location: `${api.origin}${path}` }).end();
    const { base } = await api.proxyTo(api.origin);
    const { body } = await curl(["-i", `${base}/`]);
    const location = /^location: (.*)$/im.exec(body)?.[1]?.trim() ?? "";
    expect(new URL(location, base).origin).toBe(base);
  },
);
