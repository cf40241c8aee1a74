import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { verifyDpop } from "@nearside/shared/statements/dpop.ts";
import { afterEach, describe, expect, it } from "vitest";
import { newSoftwareKey } from "../keys/software-key.ts";
import { listenOnLoopback } from "../testing/listen-on-loopback.ts";
import { type Connection, connect } from "./connection.ts";
import { proveBy, sendProved } from "./send-proved.ts";

// A server over real HTTP that is strict about nonces and time, as RFC 9449 §8 and protocol §2 let it be.

const SERVER_AHEAD = 7200;
const serverSeconds = (): number => Math.floor(Date.now() / 1000) + SERVER_AHEAD;

let server: Server | undefined;
let connection: Connection | undefined;
afterEach(() => {
  connection?.http.close();
  server?.close();
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse, origin: string) => Promise<void>) {
  let origin = "";
  const listening = createServer((request, response) => void answer(request, response, origin));
  server = listening;
  origin = `http://127.0.0.1:${await listenOnLoopback(listening)}`;
  connection = connect(origin, {
    now: () => Date.now(),
    sleep: (ms) => wait(ms),
    random: (length) => randomBytes(length),
    stop: new AbortController().signal,
  });
  return { origin, connection };
}

const refuse = (response: ServerResponse, error: object, nonce?: string): void => {
  if (nonce !== undefined) response.setHeader("DPoP-Nonce", nonce);
  response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify(error));
};

describe("sendProved", () => {
  it("takes over the server's nonce and clock, each once, and asks again for what is signed", async () => {
    const seen: string[] = [];
    const { origin, connection: to } = await serve(async (request, response, at) => {
      const { claims } = await verifyDpop(request.headers["dpop"], "POST", `${at}/x`);
      if (claims.nonce !== "n1") {
        seen.push("nonce refused");
        return refuse(response, { error: "use_dpop_nonce" }, "n1");
      }
      if (Math.abs(claims.iat - serverSeconds()) > 60) {
        seen.push("time refused");
        return refuse(response, { error: "clock_skew", server_time: serverSeconds() }, "n1");
      }
      seen.push(`statement ${claims.statement}`);
      response.end("{}");
    });
    const { signer } = await newSoftwareKey();
    let made = 0;
    const make = async () => {
      made += 1;
      return { method: "POST" as const, url: `${origin}/x`, body: "a", timeout: 30_000, statement: String(made) };
    };
    expect((await sendProved(to, proveBy(signer), make)).status).toBe(200);
    expect(seen).toEqual(["nonce refused", "time refused", "statement 3"]);
    expect(Math.abs(to.clock.offset() - SERVER_AHEAD)).toBeLessThanOrEqual(30); // an answer may be long on its way
    // The learnt nonce and time are kept.
    expect((await sendProved(to, proveBy(signer), make)).status).toBe(200);
    expect(seen).toHaveLength(4);
  });

  it.each([
    ["nonce", { error: "use_dpop_nonce" }],
    ["time", { error: "clock_skew", server_time: 1_000_000_000 }],
  ])("gives up on a server that always wants another %s", async (_what, error) => {
    let requests = 0;
    const { origin, connection: to } = await serve(async (_request, response) => {
      requests += 1;
      refuse(response, error, `nonce-${requests}`);
    });
    const { signer } = await newSoftwareKey();
    const answer = await sendProved(to, proveBy(signer), async () => ({
      method: "GET",
      url: `${origin}/x`,
      timeout: 30_000,
    }));
    expect(answer.status).toBe(400);
    expect(requests).toBe(2);
  });
});
