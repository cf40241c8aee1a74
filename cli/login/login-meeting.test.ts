import { request as httpRequest } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { newRandomId } from "@nearside/shared/ids.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { peerRefusal } from "@nearside/shared/statements/peer-refusal.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { request } from "@nearside/shared/statements/request.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newSoftwareKey, type SoftwareKey } from "../keys/software-key.ts";
import { authorityOf } from "../listener/admit-request.ts";
import type { Peer } from "../peer/peer.ts";
import { type Connection, connect } from "../server/connection.ts";
import { ALICE, CONTEXT, PARAMETERS, PENDING, random } from "../testing/login-request.ts";
import { type LyingServer, startLyingServer } from "../testing/lying-server.ts";
import { login } from "./login.ts";

// The extension's part is played here, with real statements at the real listener of a login that really waits.

const now = (): number => Math.floor(Date.now() / 1000);

const [device, stranger] = await Promise.all([newSoftwareKey(), newSoftwareKey()]);
let server: LyingServer;
let connection: Connection;
let peer: Peer;
/** The codes of peers that the terminal was told. */
let refusals: string[];

beforeEach(async () => {
  server = await startLyingServer({ user: ALICE.id, random, now });
  const { signal: stop } = new AbortController();
  connection = connect(server.issuer, { now: () => Date.now(), sleep: (ms) => wait(ms), random, stop });
  peer = { account: "same", process: "/usr/bin/browser", forwarded: "no" };
  refusals = [];
});
afterEach(() => {
  connection.http.close();
  server.close();
});

/** The times of a nonce that ended that many seconds ago. */
function over(ago: number, at = now()): { readonly iat: number; readonly exp: number } {
  return { iat: at - ago - 60, exp: at - ago };
}

/** One mistake in a hello. */
interface Twist {
  readonly key?: SoftwareKey;
  readonly nonce?: object;
  readonly nonceKey?: SoftwareKey;
  readonly hello?: object;
  readonly request?: string;
}

async function knock(twist: Twist = {}) {
  const { request: requestJws, loopback } = server.lastRequest();
  const { hash } = await request.read(requestJws);
  const salt = newRandomId(random);
  const iat = now();
  const nonceClaims = { iss: server.issuer, request: hash, nonce: salt, iat, exp: iat + 60, ...twist.nonce };
  const helloClaims = { request: hash, nonce: salt, xn: newRandomId(random), ...twist.hello };
  const body = JSON.stringify({
    request: twist.request ?? requestJws,
    nonce: await nonce.sign((twist.nonceKey ?? server.key).signer, nonceClaims),
    hello: await hello.sign((twist.key ?? server.extension).signer, helloClaims),
  });
  return new Promise<{ status: number; body: string; helloClaims: typeof helloClaims }>((resolve, reject) => {
    const headers = {
      host: authorityOf(loopback),
      origin: "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
      "sec-fetch-site": "none",
      "sec-fetch-mode": "cors",
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    const { address: host, port } = loopback;
    const target = { host, port, method: "POST", path: "/nearside/v1/hello", headers, agent: false };
    const sent = httpRequest(target, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: text, helloClaims }));
    });
    sent.on("error", reject).end(body);
  });
}

/** A login that waits until `act` is done, and then ends well: no hello that knocks ends it. */
async function during(act: () => Promise<void>): Promise<void> {
  server.lies = { before: PENDING };
  let acting: Promise<void> = Promise.resolve();
  const machine = { user: ALICE, deviceSigner: async () => device.signer };
  await login(
    connection,
    machine,
    PARAMETERS,
    { context: async () => CONTEXT, peerOf: async () => peer, doorway: undefined },
    {
      approvalNeeded: () => {
        acting = act().finally(() => {
          server.lies = {};
        });
        acting.catch(() => undefined); // it is awaited below
      },
      peerRefused: (code) => refusals.push(code),
    },
    async () => undefined,
  );
  await acting;
}

describe("the handshake of a login", () => {
  it("gives a presence proof that answers the hello", async () => {
    await during(async () => {
      const { status, body, helloClaims } = await knock();
      expect(status).toBe(200);
      const { claims, header } = await presenceProof.read(JSON.parse(body).presence_proof);
      expect(claims).toEqual({ ...helloClaims, jkt: server.extension.signer.thumbprint, peer });
      const { claims: requestClaims } = await request.read(server.lastRequest().request);
      expect(await thumbprintOf(header.jwk)).toBe(requestClaims.sub_jkt);
    });
  });

  it("answers a hello once, and a repeated one uses up nothing", async () => {
    const xn = newRandomId(random);
    await during(async () => {
      expect((await knock({ hello: { xn } })).status).toBe(200);
      // One login has fewer answers than this.
      for (let again = 0; again < 110; again += 1)
        expect(await knock({ hello: { xn } })).toMatchObject({ status: 403, body: "" });
      expect((await knock()).status).toBe(200);
    });
  });

  it("refuses whatever does not verify, says nothing, and continues", async () => {
    const other = newRandomId(random);
    await during(async () => {
      const twists = [
        { key: stranger }, // an extension of another machine
        { nonceKey: stranger },
        { nonce: { iss: "https://other.example" } },
        { nonce: { request: device.signer.thumbprint } },
        { nonce: over(140) },
        { hello: { nonce: other } },
        { hello: { request: device.signer.thumbprint } },
        { request: `${server.lastRequest().request}x` },
      ];
      for (const twist of twists) expect(await knock(twist)).toMatchObject({ status: 403, body: "" });
      expect((await knock()).status).toBe(200);
    });
  });

  it("forgives a nonce that is over by less than the leeway", async () => {
    await during(async () => {
      expect((await knock({ nonce: over(40) })).status).toBe(200);
    });
  });

  it.each<[Partial<Peer>, string]>([
    [{ account: "other" }, "peer_other_account"],
    [{ forwarded: "yes" }, "peer_forwarded"],
  ])("turns away a peer with %j, tells the terminal and the server once, and continues", async (who, code) => {
    await during(async () => {
      const honest = peer;
      peer = { ...peer, ...who };
      expect(await knock()).toMatchObject({ status: 403, body: "" });
      expect(await knock()).toMatchObject({ status: 403, body: "" });
      peer = honest;
      expect((await knock()).status).toBe(200);
      await expect.poll(() => server.peerReports.length).toBe(1);
    });
    expect(refusals).toEqual([code]);
    const report = await peerRefusal.read(server.peerReports[0]);
    expect(report.claims).toMatchObject({ code, request: (await request.read(server.lastRequest().request)).hash });
  });

  it("asks nobody's peer before the hello is verified", async () => {
    await during(async () => {
      peer = { ...peer, account: "other" };
      expect((await knock({ key: stranger })).status).toBe(403);
    });
    expect(refusals).toEqual([]);
  });
});
