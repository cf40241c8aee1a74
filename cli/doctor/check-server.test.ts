import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listenOnLoopback } from "../testing/listen-on-loopback.ts";
import { selfSigned } from "../testing/self-signed.ts";
import { checkServer } from "./check-server.ts";

let folder: string;
let servers: Server[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nearside-doctor-"));
  servers = [];
});
afterEach(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  return listenOnLoopback(server);
}

/** The findings if that answers in the server's place. */
async function found(answer: RequestListener, now: () => number = Date.now) {
  const issuer = `http://localhost:${await listening(createServer(answer))}`;
  return checkServer(issuer, { now, stop: new AbortController().signal });
}

const certificate = (name: string, ...further: readonly string[]) =>
  selfSigned(folder, `/O=Inspecting Ltd/CN=${name}`, ...further);

async function foundOverTls(tls: { readonly key: Buffer; readonly cert: Buffer }) {
  const port = await listening(createTlsServer(tls, (_request, response) => response.end("{}")));
  return checkServer(`https://localhost:${port}`, { now: Date.now, stop: new AbortController().signal });
}

const metadataOf = (issuer: string) => ({
  issuer,
  device_authorization_endpoint: `${issuer}/oauth/device_authorization`,
  token_endpoint: `${issuer}/oauth/token`,
  jwks_uri: `${issuer}/oauth/jwks`,
});
const asItself: RequestListener = (request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(metadataOf(`http://${request.headers.host}`)));
};

describe("the server is found", () => {
  it("good where it answers as itself, and the clock with it", async () => {
    expect(await found(asItself)).toMatchObject([
      { about: "server", state: "good" },
      { about: "clock", state: "good" },
    ]);
  });

  it.each([
    // The Date header has no more than seconds, and the answer takes its time.
    [210_000, /It is 3 minutes \d\d seconds ahead of the server's/],
    [-9_000_000, /It is 2 hours (29|30) minutes behind the server's/],
  ])("with a clock that is %i ms off", async (off, says) => {
    const [, clock] = await found(asItself, () => Date.now() + off);
    expect(clock).toMatchObject({ about: "clock", state: "notice", says: expect.stringMatching(says) });
  });

  it.each<[string, RequestListener, string, string]>([
    [
      "a sign-in page",
      (_request, response) => response.end("<html>Welcome to the hotel</html>"),
      "Something else answered",
      "proxy or the sign-in page of a network",
    ],
    [
      "a redirect",
      (_request, response) => response.writeHead(302, { location: "http://portal.example" }).end(),
      "Something else answered",
      "proxy or the sign-in page of a network",
    ],
    [
      "another server",
      (_request, response) => response.end(JSON.stringify(metadataOf("https://other.example"))),
      "says that it is another server",
      "the address that your administrator gives you",
    ],
    [
      "something that is no Nearside server",
      (_request, response) => response.end("{}"),
      "not as a Nearside server",
      "Check the address",
    ],
  ])("bad where %s answers", async (_what, answer, says, cure) => {
    const [server] = await found(answer);
    expect(server).toMatchObject({
      about: "server",
      state: "bad",
      says: expect.stringContaining(says),
      cure: expect.stringContaining(cure),
    });
  });

  it.each([
    ["https://no-such-host.invalid", "is not known here"],
    ["http://localhost:1", "nothing listens"],
  ])("bad where nobody answers at %s", async (issuer, cure) => {
    const [server] = await checkServer(issuer, { now: Date.now, stop: new AbortController().signal });
    expect(server).toMatchObject({ about: "server", state: "bad", cure: expect.stringContaining(cure) });
  });

  it("bad where its certificate is not trusted, with who issued it", async () => {
    const [server] = await foundOverTls(
      certificate("localhost", "-days", "1", "-addext", "subjectAltName=DNS:localhost"),
    );
    expect(server).toMatchObject({
      about: "certificate",
      state: "bad",
      says: expect.stringMatching(
        /not trusted here \(DEPTH_ZERO_SELF_SIGNED_CERT\)\. It names its issuer, unverified, as "Inspecting Ltd, localhost"\./,
      ),
      cure: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
    });
  });
});
