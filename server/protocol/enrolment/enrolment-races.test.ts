import type { ExpressionBuilder } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { askToEnrol, prove, usePasskey, wordsOf } from "../../../test/kit/enrolment-steps.ts";
import { newMachine } from "../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import type { Database, Trx } from "../../platform/store/database.ts";
import { findEnrolment } from "../../register/enrolments/enrolment-store.ts";
import {
  enrolledMachine,
  enrolmentWithPasskey,
  metEnrolment,
  newTicket,
  pendingBrowser,
  pendingMachine,
} from "../../testing/enrol.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { fourAtOnce, outcomesOf, ROUNDS } from "../../testing/races.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { admitEnrolment } from "./decide/admit-enrolment.ts";
import { refuseEnrolment } from "./refuse-enrolment.ts";

// However many callers ask at once, one wins, and the others learn that they did not (threat P5).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  beforeAll(async () => {
    await enrolledMachine(server, "admin");
  });

  const boundSetsOf = (jkt: string) =>
    server.services.db.selectFrom("devices").select("bound_set_id").where("jkt", "=", jkt).execute();

  const stateOfSet = (jkt: string) =>
    server.services.db
      .selectFrom("bound_sets")
      .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
      .select("bound_sets.state")
      .where("devices.jkt", "=", jkt)
      .execute();

  describe.each(ROUNDS)("round %d", () => {
    it("lets one of four machines have a ticket", async () => {
      const ticket = await newTicket(server, "bob");
      const machines = await Promise.all([newMachine(), newMachine(), newMachine(), newMachine()]);
      const waiting = [...machines];
      const answers = await fourAtOnce(() => askToEnrol(server, waiting.pop() ?? machines[0], "bob", ticket));
      expect(outcomesOf(answers)).toEqual(["201", ...Array(3).fill("400 ticket_begun")]);
    });

    it("keeps one enrolment of four tries by one machine", async () => {
      const ticket = await newTicket(server, "bob");
      const machine = await newMachine();
      expect(outcomesOf(await fourAtOnce(() => askToEnrol(server, machine, "bob", ticket)))).toEqual(
        Array(4).fill("201"),
      );
      const states = await server.services.db
        .selectFrom("enrolments")
        .select("state")
        .where("device_jkt", "=", machine.device.thumbprint)
        .execute();
      expect(states.map(({ state }) => state).sort()).toEqual(["refused", "refused", "refused", "waiting"]);
    });

    it("takes one passkey", async () => {
      const machine = await newMachine();
      const { open, met } = await metEnrolment(server, machine, "bob");
      const answers = await fourAtOnce(() => usePasskey(server, machine, open, met));
      expect(outcomesOf(answers)).toEqual(["200", ...Array(3).fill("400 enrolment_settled")]);
    });

    it("makes one bound set of four last proofs", async () => {
      const machine = await newMachine();
      const { open } = await enrolmentWithPasskey(server, machine, "bob");
      await prove(server, machine, open, machine.extension);
      const answers = await fourAtOnce(() => prove(server, machine, open, machine.device));
      expect(outcomesOf(answers)).toEqual(["200", ...Array(3).fill("400 enrolment_settled")]);
      expect(await boundSetsOf(machine.device.thumbprint)).toHaveLength(1);
    });

    it("loses neither proof where both sides send theirs at once", async () => {
      const machine = await newMachine();
      const { open } = await enrolmentWithPasskey(server, machine, "bob");
      const [extension, device] = await Promise.all([
        prove(server, machine, open, machine.extension),
        prove(server, machine, open, machine.device),
      ]);
      expect([extension.text, device.text].sort()).toEqual(['{"state":"passkey"}', '{"state":"pending"}']);
    });

    it("confirms once", async () => {
      const machine = await newMachine();
      const { open, met } = await pendingMachine(server, machine, "bob");
      const words = await wordsOf(machine, met);
      const tries = await Promise.allSettled(
        [1, 2, 3, 4].map(() => admitEnrolment(server.services, open.id, words, SERVER_SHELL)),
      );
      expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const confirmed = (await eventsOf(server, open.id)).filter(({ kind }) => kind === "enrolment_confirmed");
      expect(confirmed).toHaveLength(1);
    });
  });

  it("keeps no more browsers of a machine than a request lists, those that wait counted, and of two at once one", async () => {
    const machine = await enrolledMachine(server, `dora-${server.id().toLowerCase()}`);
    const { db } = server.services;
    const first = await db
      .selectFrom("extensions")
      .selectAll()
      .where("bound_set_id", "=", machine.boundSetId)
      .executeTakeFirstOrThrow();
    const more = Array.from({ length: 62 }, () => ({ ...first, jkt: server.id(), state: "pending" as const }));
    await db.insertInto("extensions").values(more).execute();
    const tries = await Promise.allSettled([1, 2, 3].map(() => pendingBrowser(server, machine)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const stored = await db
      .selectFrom("extensions")
      .select("jkt")
      .where("bound_set_id", "=", machine.boundSetId)
      .execute();
    expect(stored).toHaveLength(64);
  });

  it("compares no more than five of 100 other words that come at once (protocol §3.5)", async () => {
    const machine = await newMachine();
    const { open, met } = await pendingMachine(server, machine, "bob");
    const words = await wordsOf(machine, met);
    const other = words.split(" ").toReversed().join(" ");
    const tries = await Promise.allSettled(
      Array.from({ length: 100 }, () => admitEnrolment(server.services, open.id, other, SERVER_SHELL)),
    );
    const outcomes = tries.map((tried) => (tried.status === "rejected" ? tried.reason.code : "active"));
    expect(outcomes.filter((code) => code === "words_differ")).toHaveLength(5);
    expect(outcomes.filter((code) => code === "enrolment_settled")).toHaveLength(95);
    expect(await findEnrolment(server.services.db, open.id)).toMatchObject({
      state: "refused",
      reason: "words_differ",
    });
    expect(await stateOfSet(machine.device.thumbprint)).toEqual([{ state: "revoked" }]);
    await expect(admitEnrolment(server.services, open.id, words, SERVER_SHELL)).rejects.toThrow("enrolment_settled");
  });

  it.each(ROUNDS)("takes the right words though others are mistyped meanwhile (round %d)", async () => {
    const machine = await newMachine();
    const { open, met } = await pendingMachine(server, machine, "bob");
    const words = await wordsOf(machine, met);
    const other = words.split(" ").toReversed().join(" ");
    const typed = [other, other, words, other, other];
    const [, , right] = await Promise.allSettled(
      typed.map((text) => admitEnrolment(server.services, open.id, text, SERVER_SHELL)),
    );
    expect(right).toMatchObject({ status: "fulfilled" });
    expect(await findEnrolment(server.services.db, open.id)).toMatchObject({ state: "active" });
  });

  it("loses no refusal to a write that comes between its read and its own", async () => {
    const machine = await newMachine();
    const { open } = await enrolmentWithPasskey(server, machine, "bob");
    const { services } = server;
    let writes = 0;
    const version = (eb: ExpressionBuilder<Database, "enrolments">) => ({ version: eb("version", "+", 1) });
    const write = () => services.db.updateTable("enrolments").set(version).where("id", "=", open.id).execute();
    const transaction = () => ({
      async execute(run: (trx: Trx) => Promise<unknown>) {
        if (writes++ < 2) await write(); // the enrolment was read, and nothing is written yet
        return services.db.transaction().execute(run);
      },
    });
    const db = new Proxy(services.db, {
      get(target, name) {
        if (name === "transaction") return transaction;
        const value = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    await refuseEnrolment({ ...services, db }, open.id, machine.device.thumbprint, "words_differ");
    expect(await findEnrolment(services.db, open.id)).toMatchObject({ state: "refused", version: 5 });
  });
});
