import { randomBytes } from "node:crypto";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { verifyDpop } from "@nearside/shared/statements/dpop.ts";
import { beforeEach, describe, expect, it } from "vitest";
import type { Credential } from "../credentials/credential.ts";
import { newSoftwareKey } from "../keys/software-key.ts";
import { credentialOf } from "../testing/proxied-api.ts";
import { createProver, type Prover } from "./prover.ts";

const URL_ASKED = new URL("https://api.example.com/orders?of=mine");
let time: number;
let credential: Credential;
let reads: number;
let prover: Prover;

beforeEach(async () => {
  time = 1_700_000_000_000;
  reads = 0;
  credential = { ...credentialOf(await newSoftwareKey()), clock_offset: 90 };
  const current = async (): Promise<Credential> => {
    reads += 1;
    return credential;
  };
  prover = createProver(current, { now: () => time, random: randomBytes, sleep: async () => undefined });
});

function answerWith(status: number, ...headers: readonly (readonly [string, string])[]): IncomingMessage {
  const answer = new IncomingMessage(new Socket());
  answer.statusCode = status;
  for (const [name, value] of headers) {
    answer.headers[name] = value;
    answer.headersDistinct[name] = [...(answer.headersDistinct[name] ?? []), value];
  }
  return answer;
}
const CHALLENGE = ["www-authenticate", 'Bearer realm="x", DPoP error="use_dpop_nonce", algs="ES256"'] as const;

describe("the prover", () => {
  it("proves for the address without its query, at the server's time", async () => {
    const { headers } = await prover.prove("GET", URL_ASKED);
    const { claims } = await verifyDpop(headers.dpop, "GET", "https://api.example.com/orders");
    expect(claims.iat).toBe(1_700_000_090);
  });

  it("reads the login again after some seconds: a logout and a renewal count", async () => {
    await Promise.all([prover.prove("GET", URL_ASKED), prover.prove("GET", URL_ASKED)]);
    expect(reads).toBe(1);
    credential = { ...credential, access_token: "renewed" };
    time += 5000;
    expect((await prover.prove("GET", URL_ASKED)).headers.authorization).toBe("DPoP renewed");
    expect(reads).toBe(2);
  });

  it("tries again at once after the login could not be read", async () => {
    let fails = true;
    const current = () => (fails ? Promise.reject(new Error("locked")) : Promise.resolve(credential));
    const other = createProver(current, { now: () => time, random: randomBytes, sleep: async () => undefined });
    await expect(other.prove("GET", URL_ASKED)).rejects.toThrow("locked");
    fails = false;
    await other.prove("GET", URL_ASKED);
  });

  it("takes the nonce of every answer, and says when a request is to be sent again", async () => {
    const first = await prover.prove("GET", URL_ASKED);
    expect(prover.learn(answerWith(401, CHALLENGE, ["dpop-nonce", "n1"]), first)).toBe(true);
    // Both were sent at the same time, and refused for want of the same nonce. That it is known by now changes nothing.
    expect(prover.learn(answerWith(401, CHALLENGE, ["dpop-nonce", "n1"]), first)).toBe(true);
    const second = await prover.prove("GET", URL_ASKED);
    expect(second.nonce).toBe("n1");
    expect(prover.learn(answerWith(401, CHALLENGE, ["dpop-nonce", "n1"]), second)).toBe(false);
    expect(prover.learn(answerWith(200, ["dpop-nonce", "n2"]), second)).toBe(false);
    expect((await prover.prove("GET", URL_ASKED)).nonce).toBe("n2");
  });

  it.each([
    ["no nonce", [CHALLENGE]],
    ["two", [CHALLENGE, ["dpop-nonce", "a"], ["dpop-nonce", "b"]]],
    ["one too long", [CHALLENGE, ["dpop-nonce", "n".repeat(257)]]],
    ["no challenge", [["dpop-nonce", "a"]]],
    [
      "another one",
      [
        ["www-authenticate", 'DPoP error="invalid_token"'],
        ["dpop-nonce", "a"],
      ],
    ],
  ] as const)("sends nothing again for %s", async (_what, headers) => {
    const proof = await prover.prove("GET", URL_ASKED);
    expect(prover.learn(answerWith(401, ...headers), proof)).toBe(false);
  });
});
