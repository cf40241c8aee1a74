import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { metLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { approve, decided, poll, refresh } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { replaceKeys } from "../../protocol/revocation/replace-signing-keys.ts";
import { tidy } from "../../surfaces/wiring/housekeeping.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { evidenceOf, firstFailure } from "../../testing/evidence.ts";
import { eventsSince, lastEventSeq } from "../../testing/ledger.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { publishNextKey } from "./rotate-keys.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
const server = serverForEach();
let machine: EnrolledMachine;
beforeEach(async () => {
  machine = await enrolledMachine(server, "alice");
});

const signing = (): string => server.services.keys.signer.thumbprint;
const published = (): string[] => server.services.keys.jwks.keys.map(({ kid }) => kid);
const publish = (seconds: number) => publishNextKey(server.services, seconds * 1000);
const kidOf = async (token: string): Promise<string> => (await accessToken.read(token)).header.kid;

const fourAtOnce = <T>(ask: () => Promise<T>): Promise<readonly T[]> => Promise.all([ask(), ask(), ask(), ask()]);

/** Publishes a key, waits a day, and puts it in use. */
async function rotated(): Promise<string> {
  server.pass(1);
  await publish(DAY);
  server.pass(DAY);
  await server.services.keys.follow();
  return signing();
}

describe("a rotation", () => {
  it("makes one next key, however many ask at once", async () => {
    const seq = await lastEventSeq(server);
    const made = await fourAtOnce(() => publish(DAY));
    expect(made.map(({ state }) => state).sort()).toEqual([
      "already_published",
      "already_published",
      "already_published",
      "published",
    ]);
    expect(new Set(made.map((one) => (one.state === "too_many" ? one.state : one.next.kid))).size).toBe(1);
    expect(published()).toHaveLength(2);
    expect((await eventsSince(server, seq)).map(({ kind }) => kind)).toEqual(["signing_key_published"]);
  });

  it("is noticed by nobody: a login across it and a token from before continue", async () => {
    const old = signing();
    const before = await redeemedLogin(server, machine);
    server.pass(60);
    await publish(3 * HOUR);
    server.pass(3 * HOUR - 120);
    const met = await metLogin(server, machine); // the login was requested and met under the old key
    server.pass(120);
    await server.services.keys.follow();
    expect(signing()).not.toBe(old);
    const decision = await decided(server, machine, met);
    expect((await approve(server, machine, met, decision)).status).toBe(200);
    expect((await poll(server, met)).status).toBe(200);
    expect((await refresh(server, machine, before, before.tokens.refresh_token)).outcome).toMatch(
      /^(200|400 invalid_grant)/,
    );
    const after = await redeemedLogin(server, machine);
    expect(await kidOf(before.tokens.access_token)).toBe(old);
    expect(await kidOf(after.tokens.access_token)).toBe(signing());
    expect(published()).toEqual([signing(), old]);
  });

  it("removes a retired key from the set after thirty days, and evidence of then verifies even so", async () => {
    const old = signing();
    const seq = await lastEventSeq(server);
    const { id } = await redeemedLogin(server, machine);
    const next = await rotated();
    const later = await redeemedLogin(server, machine);
    server.pass(30 * DAY - 1);
    await tidy(server.services);
    await server.services.keys.follow();
    expect(published()).toEqual([next, old]);
    server.pass(1);
    await tidy(server.services);
    await server.services.keys.follow();
    expect(published()).toEqual([next]);
    const newest = await redeemedLogin(server, machine);
    for (const login of [id, later.id, newest.id]) {
      const evidence = await evidenceOf(server, login);
      expect(firstFailure(await verifyEvidence(evidence, undefined))).toBe("holds");
      expect(evidence.jwks.keys.map(({ kid }) => kid)).toContain(old); // the old key signed the enrolment
    }
    const events = (await eventsSince(server, seq)).filter(({ kind }) => kind.startsWith("signing_key"));
    expect(events.map(({ kind, subject }) => [kind, subject])).toEqual([
      ["signing_key_published", next],
      ["signing_key_retired", old],
      ["signing_key_activated", next],
      ["signing_key_removed", old],
    ]);
  });

  it("never publishes more keys than a reader takes", async () => {
    for (let turn = 0; turn < 47; turn += 1) {
      expect((await publish(0)).state).toBe("published");
      server.pass(1);
      await server.services.keys.follow();
    }
    expect((await publish(0)).state).toBe("too_many");
    expect(published()).toHaveLength(48);
  });
});

describe("keys that somebody else may have", () => {
  it("are given up at once, the next one too, and what they signed is invalid", async () => {
    const seq = await lastEventSeq(server);
    await publish(DAY);
    const gone = published();
    expect([...(await replaceKeys(server.services)).kids].sort()).toEqual([...gone].sort());
    expect(published()).toEqual([signing()]);
    expect(gone).not.toContain(signing());
    const rows = await server.services.db
      .selectFrom("signing_keys")
      .selectAll()
      .where("state", "=", "removed")
      .execute();
    expect(rows.map(({ private_jwk, compromised }) => [private_jwk, compromised])).toEqual([
      [null, 1],
      [null, 1],
    ]);
    expect((await eventsSince(server, seq)).filter(({ kind }) => kind === "signing_key_removed")).toEqual(
      gone.map(() => expect.objectContaining({ data: { reason: "compromised" } })),
    );
    expect((await redeemedLogin(server, machine)).tokens.token_type).toBe("DPoP");
  });

  it("are given up once, however many say so at once", async () => {
    const gone = (await fourAtOnce(() => replaceKeys(server.services))).map(({ kids }) => kids);
    expect(published()).toHaveLength(1);
    expect(gone.flat()).toHaveLength(4); // these run one after the other, so each gives up the key before it
    expect(new Set(gone.flat()).size).toBe(4);
  });

  it("do not log anybody out", async () => {
    const login = await redeemedLogin(server, machine);
    await replaceKeys(server.services);
    const renewed = await refresh(server, machine, login, login.tokens.refresh_token);
    expect(renewed.outcome).toBe("200");
  });
});
