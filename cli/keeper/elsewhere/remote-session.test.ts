import { randomBytes } from "node:crypto";
import { verifyDpop } from "@nearside/shared/statements/dpop.ts";
import { beforeEach, describe, expect, it } from "vitest";
import type { EnrolledMachine } from "../../keys/enrolled-machine.ts";
import { newSoftwareKey } from "../../keys/software-key.ts";
import { createServerClock, type ServerClock } from "../../server/server-clock.ts";
import { createSession, type RemoteSession } from "./remote-session.ts";

const ISSUER = "https://login.example.com";
const API = "https://api.example.com/orders";
let now: number;
let clock: ServerClock;
let session: RemoteSession;

beforeEach(async () => {
  now = 1_795_000_000_000;
  clock = createServerClock(() => now);
  const { signer } = await newSoftwareKey();
  const machine = { issuer: ISSUER } as EnrolledMachine;
  const resource = [API, "urn:orders"];
  session = createSession(
    { random: randomBytes },
    { machine, signer, clock, resource, withdraw: async () => undefined },
  );
});

async function timeOf(url = API): Promise<number | undefined> {
  const proof = await session.prove({ method: "GET", url });
  return (await verifyDpop(proof, "GET", url)).claims.iat;
}

describe("a proof that a host asks for", () => {
  it("has the server's time, also once the laptop's clock jumped while it slept and the server said what time it is", async () => {
    clock.learn(1_795_000_090);
    expect(await timeOf()).toBe(1_795_000_090);
    now -= 7_200_000;
    clock.learn(1_795_000_100);
    expect(await timeOf()).toBe(1_795_000_100);
    now += 5000;
    expect(await timeOf()).toBe(1_795_000_105);
  });

  it("is made for the server and for what the login is for", async () => {
    for (const url of [`${ISSUER}/oauth/token`, "https://api.example.com/other"])
      expect(await timeOf(url)).toBeTypeOf("number");
    const others = [
      "https://api.example.com:444/x",
      "http://api.example.com/x",
      `blob:${API}`,
      "urn:orders",
      "file:///x",
    ];
    for (const url of others) expect(await session.prove({ method: "GET", url })).toBeUndefined();
  });
});
