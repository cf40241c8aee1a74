import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { HELLO_PATH, MAX_HELLO_BODY } from "@nearside/shared/api/loopback.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { authorityOf } from "./admit-request.ts";
import { type Listener, listen, type Meeting } from "./listener.ts";

// These are raw sockets, so that a test says exactly which bytes a hostile program sends and gets.

const REFUSAL = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const OWN = "own-request-of-this-login";
const NONCE = "n".repeat(20);
const GOOD = JSON.stringify({ request: OWN, nonce: NONCE, hello: "good-hello-of-a-listed-extension" });
const CHROMIUM = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";
const FIREFOX = "moz-extension://0b7c1f1e-9c5a-4f0e-8f43-1f6a6f0e2b11";

let listener: Listener;
let sockets: Socket[];

/** A meeting that accepts the one hello above. The tests of the real ones use real statements. */
const meeting: Meeting = {
  isOwn: (request) => request === OWN,
  answer: async ({ hello }, _socket, proven) => {
    if (!hello.startsWith("good-")) throw new Refused("bad_signature", "hello");
    proven();
    return { presence_proof: "presence-proof" };
  },
};

beforeEach(async () => {
  sockets = [];
  listener = await listen();
  listener.open(meeting);
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await listener.close();
});

async function open(): Promise<Socket> {
  const socket = connect(listener.loopback.port, listener.loopback.address);
  sockets.push(socket);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** Everything that comes back until the other side closes. */
async function answerTo(socket: Socket, bytes: string | Buffer): Promise<string> {
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
  });
  socket.write(bytes);
  await once(socket, "close");
  return text;
}

type Headers = readonly (readonly [string, string])[];

const headersOf = (changes: Readonly<Record<string, string | null>> = {}, more: Headers = []): Headers => {
  const usual = {
    Host: authorityOf(listener.loopback),
    Origin: CHROMIUM,
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-Mode": "cors",
    "Content-Type": "application/json",
    ...changes,
  };
  return [
    ...Object.entries(usual).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
    ...more,
  ];
};

const write = (headers: Headers, body: string, line = `POST ${HELLO_PATH} HTTP/1.1`): string =>
  [
    line,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");

const send = async (bytes: string | Buffer): Promise<string> => answerTo(await open(), bytes);

async function expectHonestHello(): Promise<void> {
  const answer = await send(write(headersOf(), GOOD));
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer.endsWith('{"presence_proof":"presence-proof"}')).toBe(true);
}

describe("the listener answers", () => {
  it("an extension of Chromium or Firefox, and grants nothing to pages", async () => {
    for (const changes of [{}, { Origin: FIREFOX, "Sec-Fetch-Site": "same-origin" }]) {
      const answer = await send(write(headersOf(changes), GOOD));
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(answer).toMatch(/\r\nconnection: close\r\n/i);
      expect(answer).not.toMatch(/access-control|server:|x-powered/i);
    }
  });

  it("on loopback only", () => {
    expect(["127.0.0.1", "::1"]).toContain(listener.loopback.address);
    expect(listener.loopback.port).toBeGreaterThan(1023);
  });
});

describe("a hello that comes before the request is known", () => {
  let early: Listener;
  let answer: Promise<string>;
  let isAnswered: boolean;

  const greet = async (body: string): Promise<void> => {
    early = await listen();
    const dial = (changes: Readonly<Record<string, string>>, text: string): Promise<string> => {
      const socket = connect(early.loopback.port, early.loopback.address);
      sockets.push(socket);
      return answerTo(socket, write(headersOf({ Host: authorityOf(early.loopback), ...changes }), text));
    };
    isAnswered = false;
    answer = dial({}, body).then((text) => {
      isAnswered = true;
      return text;
    });
    // Ones that come later are refused at once, so the first one was read by then.
    for (let later = 0; later < 3; later += 1) expect(await dial({ Origin: "null" }, GOOD)).toBe(REFUSAL);
    expect(isAnswered).toBe(false);
  };
  afterEach(() => early.close());

  it("waits, and is answered once it is known", async () => {
    await greet(GOOD);
    early.open(meeting);
    expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it("waits, and is refused if it was for another request", async () => {
    await greet(GOOD.replace(OWN, "request-of-another-login"));
    early.open(meeting);
    expect(await answer).toBe(REFUSAL);
  });

  it("is forgotten with its connection", async () => {
    await greet(GOOD);
    const later = Array.from({ length: 20 }, () => {
      const socket = connect(early.loopback.port, early.loopback.address);
      socket.on("error", () => undefined);
      socket.resume();
      socket.write(write(headersOf({ Host: authorityOf(early.loopback) }), GOOD));
      sockets.push(socket);
      return socket;
    });
    const closed = (): number => later.filter((socket) => socket.closed).length;
    await answer; // it was the oldest of too many
    await expect.poll(closed).toBe(12);
    const asked: string[] = [];
    early.open({
      ...meeting,
      isOwn: (request) => {
        asked.push(request);
        return meeting.isOwn(request);
      },
    });
    await expect.poll(closed).toBe(20);
    expect(asked).toHaveLength(8);
  });

  it("gets no answer if there is no request after all", async () => {
    await greet(GOOD);
    await early.close();
    expect(await answer).not.toMatch(/ 200 /);
  });
});

describe("the listener refuses, each time with the same bytes", () => {
  const localhost = (): string => `localhost:${listener.loopback.port}`;
  it.each<[string, () => string | Buffer]>([
    ["GET", () => write(headersOf(), GOOD, `GET ${HELLO_PATH} HTTP/1.1`)],
    ["PUT", () => write(headersOf(), GOOD, `PUT ${HELLO_PATH} HTTP/1.1`)],
    [
      "a preflight",
      () => write(headersOf({ "Access-Control-Request-Method": "POST" }), "", `OPTIONS ${HELLO_PATH} HTTP/1.1`),
    ],
    ["CONNECT", () => write(headersOf(), "", `CONNECT ${authorityOf(listener.loopback)} HTTP/1.1`)],
    ["a WebSocket", () => write(headersOf({ Connection: "Upgrade", Upgrade: "websocket" }), GOOD)],
    ["another path", () => write(headersOf(), GOOD, "POST / HTTP/1.1")],
    ["a query", () => write(headersOf(), GOOD, `POST ${HELLO_PATH}?x=1 HTTP/1.1`)],
    [
      "an absolute target",
      () => write(headersOf(), GOOD, `POST http://${authorityOf(listener.loopback)}${HELLO_PATH} HTTP/1.1`),
    ],
    ["a path that only resolves to ours", () => write(headersOf(), GOOD, "POST /nearside/v1/../v1/hello HTTP/1.1")],
    ["no host", () => write(headersOf({ Host: null }), GOOD)],
    ["another name of this machine (DNS rebinding)", () => write(headersOf({ Host: localhost() }), GOOD)],
    ["a hostile name", () => write(headersOf({ Host: `attacker.example:${listener.loopback.port}` }), GOOD)],
    ["a host without a port", () => write(headersOf({ Host: listener.loopback.address }), GOOD)],
    ["two hosts", () => write(headersOf({}, [["Host", "attacker.example"]]), GOOD)],
    ["no origin", () => write(headersOf({ Origin: null }), GOOD)],
    ["a page's origin", () => write(headersOf({ Origin: "https://attacker.example" }), GOOD)],
    ["the null origin", () => write(headersOf({ Origin: "null" }), GOOD)],
    ["an origin that only begins like ours", () => write(headersOf({ Origin: `${CHROMIUM}.attacker.example` }), GOOD)],
    ["two origins", () => write(headersOf({}, [["Origin", CHROMIUM]]), GOOD)],
    ["no Sec-Fetch-Site", () => write(headersOf({ "Sec-Fetch-Site": null }), GOOD)],
    ["a cross-site fetch", () => write(headersOf({ "Sec-Fetch-Site": "cross-site" }), GOOD)],
    ["a same-site fetch", () => write(headersOf({ "Sec-Fetch-Site": "same-site" }), GOOD)],
    ["a navigation", () => write(headersOf({ "Sec-Fetch-Mode": "navigate" }), GOOD)],
    ["a no-cors fetch", () => write(headersOf({ "Sec-Fetch-Mode": "no-cors" }), GOOD)],
    ["no Sec-Fetch-Mode", () => write(headersOf({ "Sec-Fetch-Mode": null }), GOOD)],
    ["a form's content type", () => write(headersOf({ "Content-Type": "text/plain" }), GOOD)],
    ["no content type", () => write(headersOf({ "Content-Type": null }), GOOD)],
    ["a compressed body", () => write(headersOf({ "Content-Encoding": "gzip" }), GOOD)],
    ["an expectation", () => write(headersOf({ Expect: "100-continue" }), GOOD)],
    ["another expectation", () => write(headersOf({ Expect: "tea" }), GOOD)],
    ["a body that is no JSON", () => write(headersOf(), "request=own")],
    [
      "a body that is no UTF-8",
      () =>
        Buffer.concat([
          Buffer.from(write(headersOf(), "").replace("Content-Length: 0", "Content-Length: 2")),
          Buffer.from([0xff, 0xfe]),
        ]),
    ],
    ["duplicate keys", () => write(headersOf(), `{"request":"x",${GOOD.slice(1)}`)],
    ["unknown members", () => write(headersOf(), `${GOOD.slice(0, -1)},"x":1}`)],
    ["deep nesting", () => write(headersOf(), "[".repeat(MAX_HELLO_BODY))],
    ["an empty body", () => write(headersOf(), "")],
    ["another login's request", () => write(headersOf(), GOOD.replace(OWN, "request-of-another-login"))],
    ["a hello that does not verify", () => write(headersOf(), GOOD.replace("good-", "evil-"))],
    ["headers beyond the limit", () => write(headersOf({ "X-Long": "x".repeat(9000) }), GOOD)],
    ["what is no HTTP", () => "hello?\r\n\r\n"],
    ["a request smuggled by two lengths", () => write(headersOf({ "Content-Length": "1" }), GOOD)],
    ["a request smuggled by chunks", () => write(headersOf({ "Transfer-Encoding": "chunked" }), GOOD)],
    ["HTTP/2 spoken at once", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ])("%s", async (_what, bytes) => {
    expect(await send(bytes())).toBe(REFUSAL);
    await expectHonestHello();
  });

  it("a body that says it is too long, before it is read", async () => {
    const headers = headersOf().map(([name, value]) => `${name}: ${value}`);
    const head = [`POST ${HELLO_PATH} HTTP/1.1`, ...headers, `Content-Length: ${MAX_HELLO_BODY + 1}`, "", ""];
    expect(await send(head.join("\r\n"))).toBe(REFUSAL);
  });

  it("a body that turns out too long, whatever it said", async () => {
    const headers = headersOf({ "Transfer-Encoding": "chunked" }).map(([name, value]) => `${name}: ${value}`);
    const head = [`POST ${HELLO_PATH} HTTP/1.1`, ...headers, "", ""].join("\r\n");
    const chunk = `2000\r\n${" ".repeat(0x2000)}\r\n`;
    expect(await send(head + chunk.repeat(5))).toBe(REFUSAL);
  });

  it("everything else before the request is known, and everything after it is closed", async () => {
    const early = await listen();
    const bytes = write(headersOf({ Host: authorityOf(early.loopback), Origin: "null" }), GOOD);
    const socket = connect(early.loopback.port, early.loopback.address);
    sockets.push(socket);
    expect(await answerTo(socket, bytes)).toBe(REFUSAL);
    await early.close();
    const late = connect(early.loopback.port, early.loopback.address);
    sockets.push(late);
    const [error] = await once(late, "error");
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe("the listener is not worn out (threat M3)", () => {
  it("by hundreds of bad hits", async () => {
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(
        Array.from({ length: 30 }, () => send(write(headersOf({ Origin: "null" }), GOOD)).catch(() => "")),
      );
    }
    await expectHonestHello();
  });

  it("by connections that say nothing: at most 8 stay, the oldest go", async () => {
    const silent: Socket[] = [];
    for (let i = 0; i < 20; i += 1) silent.push(await open());
    await expectHonestHello();
    const closed = (): number => silent.filter((socket) => socket.closed || socket.destroyed).length;
    for (const socket of silent) socket.resume();
    await expect.poll(closed).toBeGreaterThanOrEqual(12);
    // Connections that stay are ended once their time for headers is over.
    await expect.poll(closed).toBe(20);
  });

  it("by one that sends a byte at a time", async () => {
    const slow = await open();
    slow.write(`POST ${HELLO_PATH} HTTP/1.1\r\n`);
    await expectHonestHello();
    slow.resume();
    await expect.poll(() => slow.closed).toBe(true);
  });

  it("by several requests in one connection: it closes after the first answer", async () => {
    const twice = write(headersOf(), GOOD) + write(headersOf(), GOOD);
    const answer = await send(twice);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });
});
