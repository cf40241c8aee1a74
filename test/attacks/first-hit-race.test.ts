// M3: a local process, or a page by navigation and form posts, makes the first hit or a flood of hits to end or starve the
// login. Bad hits never settle anything nor use up the limit.
import { once } from "node:events";
import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { HELLO_PATH } from "@nearside/shared/api/loopback.ts";
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { type Home, openHome } from "../steps/home.ts";
import { knock } from "../steps/knock.ts";
import { approveTyped, enrolCommandLine, startLogin, type TypedLogin } from "../steps/real-command-line.ts";
import { helloBy } from "../steps/say-hello.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { type OpenPage, openPageOfLogin } from "./support-listener.ts";
import { expectUnmoved } from "./support-unmoved.ts";

/** More than the listener has room for, and more than it answers valid hellos in one login (cli/login/login-meeting.ts). */
const FLOOD = 120;
const REFUSED = { status: 403, body: "", headers: { "content-length": "0", connection: "close" } };

const atEnd = afterTests();
let stage: Stage;
let home: Home;
let login: TypedLogin;
let openPage: OpenPage;
beforeAll(async () => {
  stage = await openStage(atEnd);
  home = await openHome(atEnd);
  await enrolCommandLine(stage, home.nearside);
});
beforeEach(async () => {
  login = await startLogin(home.nearside);
  openPage = await openPageOfLogin(stage, login);
});

/** At the first try, with whatever the attack has left. */
async function isApprovedAsEver(): Promise<void> {
  await approveTyped(stage, login);
  expect(await login.cli.ended()).toEqual({ code: 0, signal: null });
  expect(login.cli.stderr()).not.toMatch(/turned away/);
}

interface Hit {
  readonly method?: string;
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Headers as a browser sends them for that page: the page chooses neither Origin nor Sec-Fetch. */
const ofPage = (mode: string, more: Readonly<Record<string, string>> = {}) => ({
  "sec-fetch-site": "cross-site",
  "sec-fetch-mode": mode,
  ...more,
});
const FORM = "application/x-www-form-urlencoded";
const PAGE = { origin: "https://evil.example" };

const FROM_A_PAGE: readonly (readonly [how: string, hit: Hit])[] = [
  ["navigation", { method: "GET", headers: ofPage("navigate") }],
  ["navigation to the root", { method: "GET", path: "/", headers: ofPage("navigate") }],
  ["form post", { headers: ofPage("navigate", { ...PAGE, "content-type": FORM }), body: "request=x" }],
  [
    "form post of text",
    { headers: ofPage("navigate", { ...PAGE, "content-type": "text/plain" }), body: '{"request":"x"}' },
  ],
  ["form post from a sandbox", { headers: ofPage("navigate", { origin: "null", "content-type": FORM }), body: "a=b" }],
  ["image", { method: "GET", headers: ofPage("no-cors") }],
  ["beacon", { headers: ofPage("no-cors", { ...PAGE, "content-type": "text/plain" }), body: "x" }],
  ["preflight", { method: "OPTIONS", headers: ofPage("cors", { ...PAGE, "access-control-request-method": "POST" }) }],
];

function hit({ method = "POST", path = HELLO_PATH, headers, body }: Hit) {
  return new Promise<{ status: number | undefined; body: string; headers: object }>((resolve, reject) => {
    const to = { host: "127.0.0.1", port: openPage.loopback.port, method, path, headers: { ...headers }, agent: false };
    const outgoing = request(to, (answer) => {
      const came = { status: answer.statusCode, headers: answer.headers };
      text(answer).then((received) => resolve({ ...came, body: received }), reject);
    });
    outgoing.on("error", reject).end(body);
  });
}

describe("the first caller of the listener", () => {
  it("is refused without an answer if it is a page, by whatever pages can send without asking", async () => {
    await expectUnmoved(stage, async () => {
      for (const [how, sent] of FROM_A_PAGE) expect(await hit(sent), how).toEqual(REFUSED);
    });
    await isApprovedAsEver();
  });

  it("is refused if it is a local program that knows the link, and floods it with hellos that are nearly right", async () => {
    const { parties } = stage;
    const good = await helloBy(parties.extension, openPage);
    const [, claims, signature] = good.hello.split(".");
    const unlisted = await helloBy(parties.stranger, openPage);
    const bent = `${good.hello.slice(0, -4)}${good.hello.endsWith("AAAA") ? "BBBB" : "AAAA"}`;
    const bad = [
      unlisted,
      { ...good, hello: bent },
      { ...good, hello: `${unlisted.hello.split(".")[0]}.${claims}.${signature}` },
      { ...good, nonce: good.request },
      { ...good, request: good.nonce },
      {},
    ];
    await expectUnmoved(stage, async () => {
      for (let sent = 0; sent < FLOOD; sent += bad.length) {
        const answers = await Promise.all(bad.map((body) => knock(openPage.loopback.port, body)));
        expect(answers).toEqual(bad.map(() => ({ status: 403, body: "" })));
      }
    });
    expect((await knock(openPage.loopback.port, good)).status).toBe(200);
    await isApprovedAsEver();
  });

  it("keeps nobody out by connections that it holds open, silent or in the middle of a word", async () => {
    const open: Socket[] = [];
    onTestFinished(() => {
      for (const socket of open) socket.destroy();
    });
    await expectUnmoved(stage, async () => {
      for (let held = 0; held < FLOOD; held += 1) {
        const socket = connect(openPage.loopback.port, "127.0.0.1");
        socket.on("error", () => undefined); // the oldest are dropped: that is their answer
        open.push(socket);
        await once(socket, "connect");
        if (held % 2 === 1)
          socket.write(`POST ${HELLO_PATH} HTTP/1.1\r\nHost: 127.0.0.1:${openPage.loopback.port}\r\nA: `);
      }
    });
    await isApprovedAsEver();
  });
});
