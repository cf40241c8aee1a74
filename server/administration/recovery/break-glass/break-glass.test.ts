import { newBreakGlassCode, readBreakGlassCode } from "@nearside/shared/text/break-glass-code.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { askToEnrol, meetToEnrol, opened, prove, usePasskey, wordsOf } from "../../../../test/kit/enrolment-steps.ts";
import { newMachine } from "../../../../test/kit/machine.ts";
import { type Actor, SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { BreakGlassUse } from "../../../register/recovery/hold-break-glass-use.ts";
import { enrolledMachine, newTicket } from "../../../testing/enrol.ts";
import { allRows, eventsOf } from "../../../testing/ledger.ts";
import { actingAs, newPerson } from "../../../testing/people.ts";
import { serverForEach } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { admitMachine, stateOfUse } from "./admit-machine.ts";
import { endUse, reviewUse } from "./end-use.ts";
import { listUses, unreviewedUses } from "./list-uses.ts";
import { countActiveCodes, makeCodes } from "./make-codes.ts";
import { useCode } from "./use-code.ts";

const WRONG = "abacus abdomen abdominal abide abiding ability";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let owner: Actor & { kind: "person" };
  let codes: readonly string[];
  beforeEach(async () => {
    owner = await actingAs(server, "owner", "break_glass.manage");
    await newPerson(server, "olga", { role: "owner" });
    ({ codes } = await makeCodes(server.services, 5, SERVER_SHELL));
  });

  const code = (at = 0): string => codes[at] ?? "";
  const open = (typed: string, user = "olga") =>
    useCode(server.services, { code: typed, user, sessionJkt: "page", address: "203.0.113.9" });
  const refused = async (refusal: object, run: () => Promise<unknown>) => {
    const before = await allRows(server);
    await expect(run()).rejects.toMatchObject(refusal);
    expect(await allRows(server)).toEqual(before);
  };
  /** Enrols a machine by that ticket, up to the point where it waits for its words. */
  const pending = async (ticket: string) => {
    const machine = await newMachine();
    const started = await opened(await askToEnrol(server, machine, "olga", ticket));
    const met = await meetToEnrol(server, machine, started);
    await usePasskey(server, machine, started, met);
    await prove(server, machine, started, machine.extension);
    expect((await prove(server, machine, started, machine.device)).outcome).toBe("200");
    return { id: started.id, words: await wordsOf(machine, met) };
  };
  const stateOf = async (id: string) =>
    (await server.services.db.selectFrom("enrolments").select("state").where("id", "=", id).executeTakeFirst())?.state;

  it("gets a locked-out company back, and tells everybody", async () => {
    const { use, ticket, cookie } = await open(code());
    expect((await stateOfUse(server.services, use)).machine).toBeNull();
    const { id, words } = await pending(ticket.ticket);
    expect(await stateOfUse(server.services, use)).toMatchObject({ machine: { state: "pending", hostname: "laptop" } });
    await admitMachine(server.services, use, words);
    expect(await stateOf(id)).toBe("active");
    expect((await eventsOf(server, id)).at(-1)).toMatchObject({
      kind: "enrolment_confirmed",
      data: { by: "break_glass" },
    });
    expect(await eventsOf(server, use.id)).toMatchObject([
      { kind: "break_glass_used", data: { number: 1, left: 4, address: "203.0.113.9" } },
    ]);
    expect(server.logged.some((line) => line.includes("ALARM"))).toBe(true);
    expect(await unreviewedUses(server.services.db)).toMatchObject([{ id: use.id, machine: "active", reviewed: null }]);
    const stored = JSON.stringify([await allRows(server), await eventsOf(server, use.id), server.logged]);
    for (const secret of [code(), cookie, ticket.ticket]) expect(stored).not.toContain(secret);
  });

  it("is reviewed once, by an owner who says what happened", async () => {
    const { use } = await open(code());
    await refused({ code: "not_permitted" }, () =>
      reviewUse(server.services, use.id, "a fire in the office", SERVER_SHELL),
    );
    await reviewUse(server.services, use.id, "a fire in the office", owner);
    expect(await unreviewedUses(server.services.db)).toEqual([]);
    await refused({ code: "conflict" }, () => reviewUse(server.services, use.id, "nothing at all", owner));
    await refused({ code: "unknown" }, () => reviewUse(server.services, `bg_${server.id()}`, "nothing at all", owner));
    const { rows } = await listUses(server.services.db, { q: "", sort: "at", order: "desc" });
    expect(rows).toMatchObject([{ reviewed: { by: { id: owner.userId }, says: "a fire in the office" } }]);
  });

  it("opens once, and nothing that is void (R27)", async () => {
    await open(code());
    const invalid = { code: "break_glass_invalid" };
    await refused(invalid, () => open(code()));
    const before = codes;
    const made = await makeCodes(server.services, 2, owner);
    expect(made).toMatchObject({ voided: 4, codes: { length: 2 } });
    await refused(invalid, () => open(before[1] ?? ""));
    await refused(invalid, async () => open(await newBreakGlassCode(server.services.random)));
    expect(await countActiveCodes(server.services.db)).toMatchObject({ codes: 2, left: 2 });
    const events = await server.services.db
      .selectFrom("events")
      .select("data")
      .where("kind", "=", "break_glass_refused")
      .orderBy("seq")
      .execute();
    expect(events.map(({ data }) => JSON.parse(data).reason)).toEqual(["used", "voided"]);
  });

  it("is typed as people type, and a slip is told without asking anybody", async () => {
    const text = code();
    expect(await readBreakGlassCode(` ${text.toLowerCase().replaceAll("-", " ")}\n`)).toBe(text);
    for (let at = 0; at < text.length; at += 5) {
      const slip = `${text.slice(0, at)}${text[at] === "7" ? "8" : "7"}${text.slice(at + 1)}`;
      await refused({ code: "invalid_request", fields: [{ field: "code" }] }, () => open(slip));
    }
    for (const typed of ["", "x".repeat(500), "' or 1=1 --", `${text}0`, text.slice(1)])
      await refused({ code: "invalid_request" }, () => open(typed));
  });

  it("is for owners and administrators alone, and not used up by another name", async () => {
    await newPerson(server, "mallory");
    for (const name of ["mallory", "nobody"])
      await refused({ code: "invalid_request", fields: [{ field: "user" }] }, () => open(code(), name));
    await server.services.db.updateTable("users").set({ state: "suspended" }).where("name", "=", "olga").execute();
    await refused({ code: "invalid_request" }, () => open(code()));
    await server.services.db.updateTable("users").set({ state: "active" }).where("name", "=", "olga").execute();
    await open(code());
  });

  it("admits the machine of its own ticket, by its words, within the hour", async () => {
    const { use, ticket } = await open(code());
    await refused({ code: "unknown" }, () => admitMachine(server.services, use, WRONG));
    const other = await pending(await newTicket(server, "olga"));
    await refused({ code: "unknown" }, () => admitMachine(server.services, use, other.words));
    const { id, words } = await pending(ticket.ticket);
    await expect(admitMachine(server.services, use, WRONG)).rejects.toMatchObject({ code: "words_differ" });
    const foreign: BreakGlassUse = { ...use, id: `bg_${server.id()}` };
    await refused({ code: "not_signed_in" }, () => admitMachine(server.services, foreign, words));
    server.pass(3600);
    await refused({ code: "not_signed_in" }, () => admitMachine(server.services, use, words));
    expect(await stateOf(id)).toBe("pending");
  });

  it("compares no more than five of many other words that come at once", async () => {
    const { use, ticket } = await open(code());
    const { id, words } = await pending(ticket.ticket);
    const tries = await Promise.allSettled(Array.from({ length: 40 }, () => admitMachine(server.services, use, WRONG)));
    const outcomes = tries.map((tried) => (tried.status === "rejected" ? tried.reason.code : "admitted"));
    expect(outcomes.filter((outcome) => outcome === "words_differ")).toHaveLength(5);
    expect(outcomes.filter((outcome) => outcome === "enrolment_settled")).toHaveLength(35);
    expect(await stateOf(id)).toBe("refused");
    await expect(admitMachine(server.services, use, words)).rejects.toMatchObject({ code: "enrolment_settled" });
  });

  it("is ended by an owner, with what began with it", async () => {
    const { use, ticket } = await open(code());
    const { id, words } = await pending(ticket.ticket);
    await endUse(server.services, use.id, owner);
    expect(await stateOf(id)).toBe("refused");
    await expect(admitMachine(server.services, use, words)).rejects.toMatchObject({ code: "enrolment_settled" });
    await refused({ code: "conflict" }, () => endUse(server.services, use.id, owner));
  });

  it("is used once by four at once, and made again or used, not both", async () => {
    const tries = await Promise.allSettled([1, 2, 3, 4].map(() => open(code())));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const at of [1, 2, 3]) {
      const [used] = await Promise.allSettled([
        open(code(at)),
        makeCodes(server.services, 5, owner).then((made) => {
          codes = [...codes.slice(0, at + 1), ...made.codes.slice(at + 1)];
        }),
      ]);
      const left = await countActiveCodes(server.services.db);
      expect(left).toMatchObject({ codes: 5, left: 5 });
      if (used?.status === "rejected") expect(used.reason).toMatchObject({ code: "break_glass_invalid" });
    }
  });

  it("and its end at once leave one of two: active, or ended for good", async () => {
    for (const at of [0, 1, 2]) {
      const { use, ticket } = await open(code(at));
      const { id, words } = await pending(ticket.ticket);
      await Promise.allSettled([admitMachine(server.services, use, words), endUse(server.services, use.id, owner)]);
      const state = await stateOf(id);
      const set = await server.services.db
        .selectFrom("enrolments")
        .innerJoin("bound_sets", "bound_sets.id", "enrolments.bound_set_id")
        .select("bound_sets.state")
        .where("enrolments.id", "=", id)
        .executeTakeFirst();
      expect([state, set?.state]).toEqual(state === "active" ? ["active", "active"] : ["refused", "revoked"]);
    }
  });

  it("does not disturb people who were enrolled before", async () => {
    await enrolledMachine(server, "olga");
    const { use } = await open(code());
    const sessions = await server.services.db.selectFrom("console_sessions").selectAll().execute();
    expect(sessions).toEqual([]); // it is not a session of the console
    expect(use.user_id).toMatch(/^us_/);
  });
});
