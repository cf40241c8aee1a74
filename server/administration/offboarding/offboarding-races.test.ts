import { Refused } from "@nearside/shared/refused.ts";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { askForBrowser, askToEnrol, prove, usePasskey, wordsOf } from "../../../test/kit/enrolment-steps.ts";
import { narrow } from "../../../test/kit/exchange.ts";
import { approvedLogin, metLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { approve, decided, loginNonce, meetLogin, poll, refresh, startedLogin } from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { admitEnrolment } from "../../protocol/enrolment/decide/admit-enrolment.ts";
import { quarantineMachine, releaseMachine } from "../../protocol/revocation/quarantine-machine.ts";
import { reEnrolMachine } from "../../protocol/revocation/re-enrol-machine.ts";
import { restoreUser, suspendUser } from "../../protocol/revocation/suspend-user.ts";
import {
  enrolledMachine,
  enrolmentWithPasskey,
  metEnrolment,
  newTicket,
  pendingBrowser,
  pendingMachine,
} from "../../testing/enrol.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { offboardUser } from "./offboard-user.ts";

// Nothing that is pending revives a person who leaves, in either order of the two (threats P5, R16).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  beforeAll(async () => {
    await enrolledMachine(server, "admin");
  });

  let alice: EnrolledMachine;
  let people = 0;
  beforeEach(async () => {
    people += 1;
    alice = await enrolledMachine(server, `alice-${people}`);
  });

  const why = { by: SERVER_SHELL, note: null, shown: null } as const;
  const offboard = () => offboardUser(server.services, { column: "id", value: alice.user.id }, why);

  /** Finds everything of that person's that could still act. */
  async function left(): Promise<readonly unknown[]> {
    const { db } = server.services;
    const { id } = alice.user;
    const ofSets = <T extends "devices" | "extensions" | "passkeys">(table: T) =>
      db
        .selectFrom(table as "devices")
        .innerJoin("bound_sets", "bound_sets.id", "bound_set_id")
        .select("bound_set_id")
        .where("user_id", "=", id)
        .where(db.dynamic.ref(`${table}.state`), "<>", "revoked")
        .execute();
    const found = [
      await db.selectFrom("users").select("state").where("id", "=", id).where("state", "<>", "offboarded").execute(),
      await db
        .selectFrom("bound_sets")
        .select("id")
        .where("user_id", "=", id)
        .where("state", "<>", "revoked")
        .execute(),
      await ofSets("devices"),
      await ofSets("extensions"),
      await ofSets("passkeys"),
      await db
        .selectFrom("token_families")
        .select("id")
        .where("user_id", "=", id)
        .where("state", "=", "active")
        .execute(),
      await db
        .selectFrom("logins")
        .select(["id", "state"])
        .where("user_id", "=", id)
        .where("state", "in", ["met", "approved"])
        .execute(),
      await db
        .selectFrom("enrolments")
        .select(["id", "state"])
        .where("user_id", "=", id)
        .where("state", "in", ["met", "passkey", "pending"])
        .execute(),
      await db
        .selectFrom("tickets")
        .select("hash")
        .where("user_id", "=", id)
        .whereRef("consumed", "<", "uses")
        .where("expires_at", ">", server.services.clock())
        .where("revoked_at", "is", null)
        .execute(),
    ];
    return found.flat();
  }

  interface Race {
    /** Runs everything up to the step that races. */
    readonly prepare: () => Promise<() => Promise<unknown>>;
  }

  const RACES: Readonly<Record<string, Race>> = {
    "a ticket that is used": {
      prepare: async () => {
        const [machine, ticket] = [await newMachine(), await newTicket(server, alice.user.name)];
        return () => askToEnrol(server, machine, alice.user.name, ticket);
      },
    },
    "a ticket that is made": { prepare: async () => () => refusedOr(newTicket(server, alice.user.name)) },
    "an enrolment's passkey": {
      prepare: async () => {
        const machine = await newMachine();
        const { open, met } = await metEnrolment(server, machine, alice.user.name);
        return () => usePasskey(server, machine, open, met);
      },
    },
    "an enrolment's last proof": {
      prepare: async () => {
        const machine = await newMachine();
        const { open } = await enrolmentWithPasskey(server, machine, alice.user.name);
        await prove(server, machine, open, machine.extension);
        return () => prove(server, machine, open, machine.device);
      },
    },
    "the words of a machine": {
      prepare: async () => {
        const machine = await newMachine();
        const { open, met } = await pendingMachine(server, machine, alice.user.name);
        const words = await wordsOf(machine, met);
        return () => refusedOr(admitEnrolment(server.services, open.id, words, SERVER_SHELL));
      },
    },
    "the words of a browser": {
      prepare: async () => {
        const { further, open, met } = await pendingBrowser(server, alice);
        const words = await wordsOf(further, met);
        return () => refusedOr(admitEnrolment(server.services, open.id, words, SERVER_SHELL));
      },
    },
    "a further browser": { prepare: async () => () => askForBrowser(server, alice) },
    "a login that is met": {
      prepare: async () => {
        const login = await startedLogin(server, alice);
        const nonce = await loginNonce(server, alice.browser, login);
        return () => meetLogin(server, alice, login, { nonce });
      },
    },
    "a login that is approved": {
      prepare: async () => {
        const login = await metLogin(server, alice);
        const decision = await decided(server, alice, login);
        return () => approve(server, alice, login, decision);
      },
    },
    "a login that is redeemed": {
      prepare: async () => {
        const login = await approvedLogin(server, alice);
        return () => poll(server, login);
      },
    },
    "a refresh": {
      prepare: async () => {
        const login = await redeemedLogin(server, alice);
        return () => refresh(server, alice, login, login.tokens.refresh_token);
      },
    },
    "an exchange": {
      prepare: async () => {
        const login = await redeemedLogin(server, alice);
        return () => narrow(server, login.tokens.access_token, login.session, {});
      },
    },
    "a suspension and its end": {
      prepare: async () => async () => {
        await suspendUser(server.services, alice.user.name, why);
        await restoreUser(server.services, alice.user.name, SERVER_SHELL);
      },
    },
    "a quarantine and its end": {
      prepare: async () => async () => {
        await quarantineMachine(server.services, alice.boundSetId, why);
        await releaseMachine(server.services, alice.boundSetId, why);
      },
    },
    "a machine's new enrolment": {
      prepare: async () => () => refusedOr(reEnrolMachine(server.services, alice.boundSetId, why)),
    },
  };

  const refusedOr = (step: Promise<unknown>): Promise<unknown> =>
    step.catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
    });

  describe.each(Object.entries(RACES))("%s", (_what, { prepare }) => {
    const orders = database === "sqlite" ? ["between"] : ["first", "last"]; // SQLite runs one transaction at a time
    it.each(orders)("leaves nothing, the leaving %s", async (when) => {
      const step = await prepare();
      const begin = when === "first" ? [offboard, step] : [step, offboard];
      const running = begin.map((run) => run());
      if (when === "between") running.push(offboard(), step());
      const outcomes = await Promise.all(running);
      const ended = outcomes.filter((one) => (one as { state?: string } | undefined)?.state === "offboarded");
      expect(ended).toHaveLength(1);
      expect(await left()).toEqual([]);
    });
  });
});
