import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { newUserId } from "@nearside/shared/ids.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TpmError } from "../keys/tpm/connection/tpm-error.ts";
import { problemOf } from "../problems/problem.ts";
import { type Connection, connect } from "../server/connection.ts";
import { type LyingServer, startLyingServer } from "../testing/lying-server.ts";
import { demandMeans } from "./machine-key.ts";

const random = (length: number): Uint8Array => randomBytes(length);

let server: LyingServer;
let connection: Connection;
/** The connection's clock, in which pauses take no time. Milliseconds. */
let now: number;

beforeEach(async () => {
  now = Date.now();
  server = await startLyingServer({ user: newUserId(random), random, now: () => Math.floor(now / 1000) });
  const sleep = async (duration: number): Promise<void> => {
    now += duration;
    await wait(0);
  };
  connection = connect(server.issuer, { now: () => now, sleep, random, stop: new AbortController().signal });
});
afterEach(() => {
  connection.http.close();
  server.close();
});

const noTpm = {
  openTpm: () => {
    throw new TpmError("tpm_missing");
  },
};
const codeOf = (wish?: "tpm" | "keyring"): Promise<string> =>
  demandMeans(connection, noTpm, wish).then(
    () => "none",
    (error: unknown) => problemOf(error).code,
  );

describe("before anybody looks for a ticket", () => {
  it("a server that does not answer is found out", async () => {
    server.close();
    expect(await codeOf()).toBe("server_unreachable");
  });

  it("a TPM that was asked for must be taken by the server, and answer here", async () => {
    expect(await codeOf("tpm")).toBe("tpm_untrusted");
    server.lies = { metadata: (honest) => ({ ...honest, nearside_key_attestation: ["tpm"] }) };
    connection.http.close();
    connection = connect(server.issuer, { ...connection, stop: new AbortController().signal });
    expect(await codeOf("tpm")).toBe("tpm_unavailable");
  });

  it("needs no TPM where none was asked for", async () => {
    expect(await codeOf("keyring")).toBe("none");
    expect(await codeOf()).toBe("none");
  });
});
