import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { newSigner } from "../../../test/kit/keys.ts";
import { approvedLogin, type RedeemedLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { askForLogin, CLIENT, deviceStatementOf, startedLogin } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { postForm, proofOf } from "../../../test/kit/send.ts";
import type { Trx } from "../../platform/store/database.ts";
import { ticketHash } from "../../register/enrolments/create-ticket.ts";
import { insertEnrolment } from "../../register/enrolments/enrolment-store.ts";
import { consumeTicket, type ReservedTicket, reserveTicket } from "../../register/enrolments/ticket-store.ts";
import { findLogin, moveLogin } from "../../register/logins/login-store.ts";
import { redeem } from "../../register/logins/transitions.ts";
import { insertRefreshToken, useRefreshToken, voidRefreshToken } from "../../register/tokens/refresh-token-store.ts";
import { firstSeen } from "../../register/tokens/seen-messages.ts";
import { enrolledMachine, newTicket } from "../../testing/enrol.ts";
import { fourAtOnce, outcomesOf } from "../../testing/races.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { openTestServer } from "../../testing/test-server.ts";

// Tests each contract that says "exactly one is told true": four at once, forty times (threats P1, P5).

const ROUNDS = 40;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let machine: EnrolledMachine;
  let login: RedeemedLogin;
  beforeAll(async () => {
    machine = await enrolledMachine(server, "alice");
    login = await redeemedLogin(server, machine);
  });

  /** Runs four transactions at once, and counts those that were told that they won. */
  async function winnersOf(write: (trx: Trx, at: number) => Promise<unknown>): Promise<number> {
    const { db } = server.services;
    const outcomes = await Promise.all([1, 2, 3, 4].map((at) => db.transaction().execute((trx) => write(trx, at))));
    return outcomes.filter(Boolean).length;
  }

  const rounds = async (round: (nth: number) => Promise<number>): Promise<void> => {
    const winners: number[] = [];
    for (let nth = 1; nth <= ROUNDS; nth++) winners.push(await round(nth));
    expect(winners).toEqual(Array(ROUNDS).fill(1));
  };

  it("a login is redeemed", async () => {
    const approved = await approvedLogin(server, machine);
    const { db } = server.services;
    await rounds(async () => {
      const current = await findLogin(db, approved.id);
      const next = current && redeem(current);
      if (current === undefined || next === undefined) throw new Error("the login is not approved");
      const winners = await winnersOf((trx) => moveLogin(trx, current, next, 1));
      await db.updateTable("logins").set({ state: "approved" }).where("id", "=", approved.id).execute();
      return winners;
    });
  });

  it("a refresh token is used, and is void", async () => {
    const { db } = server.services;
    const { id: familyId } = await db
      .selectFrom("token_families")
      .select("id")
      .where("login_id", "=", login.id)
      .executeTakeFirstOrThrow();
    await rounds(async (nth) => {
      const hash = `one winner ${nth}`;
      await db.transaction().execute((trx) => insertRefreshToken(trx, { hash, familyId, createdAt: 1, expiresAt: 2 }));
      return winnersOf((trx, at) =>
        at % 2 === 0 ? voidRefreshToken(trx, hash) : useRefreshToken(trx, hash, `successor ${at}`, 1),
      );
    });
  });

  it("a ticket is reserved, and consumed", async () => {
    await rounds(async (nth) => {
      const ticket = await newTicket(server, "bob");
      const now = server.services.clock();
      // a use belongs to a machine as long as its enrolment is open
      const begin = async (trx: Trx, at: number) => {
        const deviceJkt = `machine ${nth} ${at}`;
        const reserved = await reserveTicket(trx, ticket, "bob", deviceJkt, now).catch(() => undefined);
        if (reserved !== undefined) await insertEnrolment(trx, begunWith(reserved, deviceJkt, now), {});
        return reserved;
      };
      if ((await winnersOf(begin)) !== 1) return 0;
      const hash = await ticketHash(ticket);
      const { device_jkt } = await server.services.db
        .selectFrom("ticket_uses")
        .select("device_jkt")
        .where("ticket_hash", "=", hash)
        .executeTakeFirstOrThrow();
      return winnersOf((trx) => consumeTicket(trx, hash, device_jkt, now));
    });
  });

  it("a message is seen for the first time", async () => {
    await rounds((nth) => winnersOf((trx) => firstSeen(trx, "dpop", "signer", `jti ${nth}`, 10)));
  });

  it("a device code's proof of possession is taken", async () => {
    const unused = await redeemedLogin(server, machine);
    await rounds(async () => {
      const proof = await proofOf(server, unused.session, "POST", "/oauth/token");
      const form = {
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        client_id: CLIENT,
        device_code: unused.authorization.device_code,
      };
      const outcomes = outcomesOf(await fourAtOnce(() => postForm(server, "/oauth/token", form, proof)));
      expect(outcomes.slice(1)).toEqual(Array(3).fill("400 invalid_dpop_proof"));
      return outcomes.filter((one) => one === "200").length;
    });
  });

  it("a device statement starts a login, whose device code is its own", async () => {
    const codes = new Set<string>();
    await rounds(async () => {
      const statement = await deviceStatementOf(server, machine, await newSigner());
      const answers = await fourAtOnce(() => askForLogin(server, { device_statement: statement }));
      const started = answers.filter(({ status }) => status === 200);
      for (const { text } of started) codes.add(await sha256Base64url(JSON.parse(text).device_code));
      return started.length;
    });
    expect(codes.size).toBe(ROUNDS);
  });

  it("no more logins are open than a machine or a person may have", async () => {
    const limited = await openTestServer({ database, limits: { openLoginsPerMachine: 2, openLoginsPerUser: 3 } });
    const machines = [await enrolledMachine(limited, "carol"), await enrolledMachine(limited, "carol")];
    const open = await Promise.allSettled(
      [...machines, ...machines, ...machines, ...machines].map((one) => startedLogin(limited, one)),
    );
    expect(open.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    expect(await limited.services.db.selectFrom("logins").select("id").execute()).toHaveLength(3);
    await limited.close();
  });
});

const begunWith = (
  { hash, userId, expiresAt }: ReservedTicket,
  deviceJkt: string,
  createdAt: number,
): Parameters<typeof insertEnrolment>[1] => ({
  id: `en_${deviceJkt}`,
  kind: "machine",
  state: "waiting",
  ticketHash: hash,
  machine: { keyStorage: "file", hostname: "h", os: "o", account: "a" },
  deviceJwk: "{}",
  keyAttestation: null,
  request: "",
  address: null,
  browserStatement: null,
  ...{ userId, deviceJkt, createdAt, expiresAt },
});
