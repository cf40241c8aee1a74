import { postureAnswerSchema } from "@nearside/shared/api/devices.ts";
import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import type { Posture } from "@nearside/shared/posture/posture.ts";
import { sql } from "kysely";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { inTheNameOf, newSigner } from "../../../test/kit/keys.ts";
import { approvedLogin, type MetLogin, metLogin, type RedeemedLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import {
  askForDecision,
  deviceStatementOf,
  PROTECTED,
  poll,
  postureStatementOf,
  refresh,
  sayPosture,
} from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { ANYBODY } from "../../../test/kit/rules.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { demandCommandLine } from "../../register/clients/find-client.ts";
import type { Services } from "../../surfaces/wiring/services.ts";
import { enrolledMachine, pendingMachine } from "../../testing/enrol.ts";
import { eventsOf, expectRefusal } from "../../testing/ledger.ts";
import { ruleBy, verdictsOf } from "../../testing/rule-by.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { demandLogin, pollLogin } from "../tokens/redemption/poll-login.ts";
import { judgeDuePostures } from "./judge-due-postures.ts";
import { takePostureReport } from "./take-posture-report.ts";

// A machine reports its own protection (protocol §4.8): rules read the report, and the logins that they refuse by it end at once.

const OFF: Posture = { ...PROTECTED, disk_encryption: { value: "off", age: 0, source: "lsblk" } };
const ENCRYPTED =
  '@id("encrypted") @says("Encrypt the disk.") forbid (principal, action, resource) unless { context has posture.disk_encryption && context.posture.disk_encryption.fact == "on" };';

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let machine: EnrolledMachine;
  beforeEach(async () => {
    await ruleBy(server, ANYBODY);
    machine = await enrolledMachine(server, "alice");
  });

  const say = async (posture: Posture, twist: object = {}) =>
    (await sayPosture(server, await postureStatementOf(server, machine, { posture, ...twist }))).as(
      postureAnswerSchema,
    );
  const told = async (posture?: Posture): Promise<RedeemedLogin> => {
    const session = await newSigner();
    const statement = await deviceStatementOf(server, machine, session, posture === undefined ? {} : { posture });
    return redeemedLogin(server, { ...machine, session }, { device_statement: statement });
  };
  const familyOf = (login: RedeemedLogin) =>
    server.services.db
      .selectFrom("token_families")
      .select(["id", "state", "reason"])
      .where("login_id", "=", login.id)
      .executeTakeFirstOrThrow();
  const renew = (login: RedeemedLogin, claims: object = {}) =>
    refresh(server, machine, login, login.tokens.refresh_token ?? "", { claims });
  const postureEvents = async () =>
    (await eventsOf(server, machine.device.thumbprint)).filter(({ kind }) => kind === "posture_told");

  it("gives rules fact, age and source of what the device statement tells", async () => {
    await ruleBy(server, ANYBODY, ENCRYPTED);
    const login = await told(PROTECTED);
    const [verdict] = await verdictsOf(server, login.id);
    expect(verdict?.given.posture).toMatchObject({
      encrypted: true,
      disk_encryption: { fact: "on", source: "lsblk" },
      updates: { fact: "current", source: "apt" },
    });
    expect(verdict?.given.posture?.updates?.age).toBeGreaterThanOrEqual(3600);
    const now = { disk_encryption: "on", screen_lock: "on", updates: "current", firewall: "on" };
    expect((await postureEvents()).map(({ data }) => data)).toEqual([{ by: "login", before: {}, now, ended: [] }]);
  });

  it("is nothing to rules where an older command line tells nothing, and the rule that asks says no", async () => {
    const login = await told();
    expect((await verdictsOf(server, login.id))[0]?.given).not.toHaveProperty("posture");
    await ruleBy(server, ANYBODY, ENCRYPTED);
    expect((await renew(login)).outcome).toBe("400 invalid_grant/rule_denied");
    expect(await postureEvents()).toEqual([]);
  });

  it("a report that a rule refuses by ends every login of the machine at once, and says which rule", async () => {
    await ruleBy(server, ANYBODY, ENCRYPTED);
    const [one, two] = [await told(PROTECTED), await told(PROTECTED)];
    expect(await say(OFF)).toEqual({
      ended: 2,
      rules: [{ id: "encrypted", kind: "forbid", title: null, says: "Encrypt the disk." }],
      posture_ruled: ["disk_encryption"],
      posture_age: null,
    });
    for (const login of [one, two]) {
      const { id, state, reason } = await familyOf(login);
      expect({ state, reason }).toEqual({ state: "revoked", reason: "rule_denied" });
      expect((await eventsOf(server, id)).at(-1)).toMatchObject({
        kind: "token_revoked",
        data: { reason: "rule_denied", by: "rules" },
      });
      expect((await renew(login)).outcome).toBe("400 invalid_grant/credential_revoked");
    }
    expect((await postureEvents()).at(-1)).toMatchObject({
      data: { by: "report", before: { disk_encryption: "on" }, now: { disk_encryption: "off" } },
    });
    await say(PROTECTED);
    expect((await renew(await told(PROTECTED))).outcome).toBe("200");
  });

  it("a refresh that tells it is refused with the rule's own sentence, and ends the login", async () => {
    await ruleBy(server, ANYBODY, ENCRYPTED);
    const login = await told(PROTECTED);
    const answer = await renew(login, { posture: OFF });
    expect(answer.outcome).toBe("400 invalid_grant/rule_denied");
    expect(answer.text).toContain("Encrypt the disk.");
    expect(await familyOf(login)).toMatchObject({ state: "revoked", reason: "rule_denied" });
  });

  it("ends nothing where no rule reads it, nor what a rule refused before for another reason", async () => {
    const login = await told(PROTECTED);
    expect(await say(OFF)).toMatchObject({ ended: 0, rules: [] });
    await ruleBy(server, ANYBODY, ENCRYPTED, '@id("never") forbid (principal, action, resource);');
    expect(await say(PROTECTED)).toMatchObject({ ended: 0, rules: [] });
    expect(await say(OFF)).toMatchObject({ ended: 0, rules: [] });
    expect(await familyOf(login)).toMatchObject({ state: "active" });
  });

  it("ends nothing of another machine of the same person, nor of somebody else's", async () => {
    await ruleBy(server, ANYBODY, ENCRYPTED);
    const login = await told(PROTECTED);
    const before = machine;
    machine = await enrolledMachine(server, "bob");
    await told(PROTECTED);
    expect(await say(OFF)).toMatchObject({ ended: 1 });
    machine = before;
    expect(await familyOf(login)).toMatchObject({ state: "active" });
  });

  it("a statement that is older than the last one changes nothing, such as a good one that was held back", async () => {
    await ruleBy(server, ANYBODY, ENCRYPTED);
    const good = await postureStatementOf(server, machine, { iat: server.now() - 30, exp: server.now() });
    await say(OFF);
    expect((await sayPosture(server, good)).as(postureAnswerSchema)).toMatchObject({ ended: 0, rules: [] });
    const row = await server.services.db
      .selectFrom("postures")
      .select("posture")
      .where("device_jkt", "=", machine.device.thumbprint)
      .executeTakeFirst();
    expect(JSON.parse(row?.posture ?? "")).toMatchObject({ disk_encryption: { value: "off" } });
  });

  it("is logged when a value changes, and not for each look", async () => {
    await say(PROTECTED);
    await say({ ...PROTECTED, disk_encryption: { value: "on", age: 0, source: "osquery" } });
    await say(PROTECTED);
    expect(await postureEvents()).toHaveLength(1);
  });

  it("tells the page what is wrong where rules look at it and let the login in, and nothing where nothing is", async () => {
    await ruleBy(
      server,
      ANYBODY,
      '@id("old") forbid (principal, action, resource) when { context has posture.updates && context.posture.updates.fact == "security_pending" && context.posture.updates.age > 604800 };',
    );
    const pending: Posture = { ...PROTECTED, updates: { value: "security_pending", age: 60, source: "apt" } };
    const asked = async (posture: Posture) => {
      const session = await newSigner();
      const device_statement = await deviceStatementOf(server, machine, session, { posture });
      const login = await metLogin(server, { ...machine, session }, { device_statement });
      return (await askForDecision(server, machine, login)).as(decidedAnswerSchema).posture;
    };
    expect(await asked(pending)).toMatchObject({
      facts: { updates: { value: "security_pending", source: "apt" } },
    });
    expect(await asked(PROTECTED)).toBeUndefined();
  });

  describe("a machine that has fallen silent", () => {
    const HOURLY =
      '@id("hourly") forbid (principal, action, resource) unless { context has posture.disk_encryption && context.posture.disk_encryption.age < 3600 };';

    it("loses its logins when what it said last is older than a rule allows, once, whichever server sees it", async () => {
      await ruleBy(server, ANYBODY, HOURLY);
      const login = await told(PROTECTED);
      expect(await say(PROTECTED)).toMatchObject({ posture_ruled: ["disk_encryption"], posture_age: 3600 });
      server.pass(3500);
      await judgeDuePostures(server.services);
      expect(await familyOf(login)).toMatchObject({ state: "active" });
      server.pass(101);
      await Promise.all([judgeDuePostures(server.services), judgeDuePostures(server.services)]);
      const { id, ...family } = await familyOf(login);
      expect(family).toEqual({ state: "revoked", reason: "rule_denied" });
      expect((await eventsOf(server, id)).filter(({ kind }) => kind === "token_revoked")).toHaveLength(1);
    });

    it("keeps them while it keeps saying it, and where no rule looks at an age", async () => {
      await ruleBy(server, ANYBODY, HOURLY);
      const login = await told(PROTECTED);
      server.pass(3500);
      await say(PROTECTED);
      server.pass(101);
      await judgeDuePostures(server.services);
      expect(await familyOf(login)).toMatchObject({ state: "active" });
      await ruleBy(server, ANYBODY, ENCRYPTED);
      await say(PROTECTED);
      server.pass(40_000);
      await judgeDuePostures(server.services);
      expect(await familyOf(login)).toMatchObject({ state: "active" });
    });

    it("gives no token of a login whose approval took so long that its report is too old by then", async () => {
      await ruleBy(server, ANYBODY, HOURLY);
      const posture: Posture = { ...PROTECTED, disk_encryption: { value: "on", age: 3500, source: "lsblk" } };
      const session = await newSigner();
      const device_statement = await deviceStatementOf(server, machine, session, { posture });
      const login = await approvedLogin(server, { ...machine, session }, { device_statement });
      server.pass(101);
      await judgeDuePostures(server.services);
      expect((await poll(server, login)).outcome).toBe("400 access_denied/rule_denied");
    });
  });

  describe("a report beside a redemption", () => {
    const approved = async () => {
      const session = await newSigner();
      const device_statement = await deviceStatementOf(server, machine, session, { posture: PROTECTED });
      return approvedLogin(server, { ...machine, session }, { device_statement });
    };
    /** The same services, whose next transaction does something else before it begins, or before it ends. */
    const during = (at: "begin" | "end", other: () => Promise<unknown>): Services => {
      const { db } = server.services;
      let isNext = true;
      const transaction = () => ({
        execute: async <T>(run: (trx: Trx) => Promise<T>): Promise<T> => {
          if (!isNext) return db.transaction().execute(run);
          isNext = false;
          if (at === "begin") await other();
          return db.transaction().execute(async (trx) => {
            const result = await run(trx);
            if (at === "end") await other();
            return result;
          });
        },
      });
      const get = (_: object, name: string | symbol): unknown => {
        if (name === "transaction") return transaction;
        if (name === "withPlugin") return () => proxied;
        const value: unknown = Reflect.get(db, name, db);
        return typeof value === "function" ? value.bind(db) : value;
      };
      const proxied = new Proxy<Db>(db, { get });
      return { ...server.services, db: proxied };
    };
    const redeemOn = async (services: Services, login: MetLogin) => {
      const client = await demandCommandLine(services, "nearside-cli");
      const found = await demandLogin(services, login.authorization.device_code, login.session.thumbprint, client);
      const gone = new AbortController().signal;
      return pollLogin(services, found, {
        ...{ address: "192.0.2.1", gone },
        ...{ knownTrouble: undefined, knownWanted: undefined, knownSecond: undefined },
      });
    };
    const reportOn = async (services: Services, posture: Posture) =>
      takePostureReport(services, await postureStatementOf(server, machine, { posture }), "192.0.2.1");

    beforeEach(() => ruleBy(server, ANYBODY, ENCRYPTED));

    it("is seen by the redemption that it comes before, which gives no token", async () => {
      const login = await approved();
      await expect(
        redeemOn(
          during("begin", () => say(OFF)),
          login,
        ),
      ).rejects.toThrow(/rule/);
      expect(await familiesOf(login)).toEqual([]);
    });

    it("sees the login that is redeemed after it was weighed, and ends it", async () => {
      const login = await approved();
      const services = during("begin", () => redeemOn(server.services, login));
      expect(await reportOn(services, OFF)).toMatchObject({ ended: 1 });
      expect(await familiesOf(login)).toEqual(["revoked"]);
    });

    it("waits for the redemption that it finds under way, and ends what that made", async () => {
      const login = await approved();
      let report: Promise<unknown> = Promise.resolve();
      await redeemOn(
        during("end", async () => {
          report = say(OFF);
          if (database === "postgres") await somebodyWaits();
        }),
        login,
      );
      expect(await report).toMatchObject({ ended: 1 });
      expect(await familiesOf(login)).toEqual(["revoked"]);
    });

    it("is written once, and weighed beside what another report said meanwhile", async () => {
      const login = await told(PROTECTED);
      const services = during("begin", () => say({ ...OFF, firewall: { value: "off", age: 0, source: "nft" } }));
      expect(await reportOn(services, OFF)).toMatchObject({ ended: 0 });
      expect(await familiesOf(login)).toEqual(["revoked"]);
      expect((await postureEvents()).map(({ data }) => data).slice(-2)).toMatchObject([
        { now: { firewall: "off" } },
        { before: { firewall: "off" }, now: { firewall: "on" }, ended: [] },
      ]);
    });

    const familiesOf = async (login: { readonly id: string }) =>
      (
        await server.services.db.selectFrom("token_families").select("state").where("login_id", "=", login.id).execute()
      ).map(({ state }) => state);
    const somebodyWaits = () =>
      vi.waitFor(
        async () => {
          const { rows } = await sql`select 1 from pg_stat_activity where wait_event_type = 'Lock'`.execute(
            server.services.db,
          );
          expect(rows).not.toEqual([]);
        },
        { timeout: 10_000, interval: 10 },
      );
  });

  it("a login that is approved gives no token once the machine has said what a rule refuses", async () => {
    await ruleBy(server, ANYBODY, ENCRYPTED);
    const session = await newSigner();
    const device_statement = await deviceStatementOf(server, machine, session, { posture: PROTECTED });
    const login = await approvedLogin(server, { ...machine, session }, { device_statement });
    expect(await say(OFF)).toMatchObject({ ended: 0 });
    for (let at = 0; at < 2; at += 1) {
      const answer = await poll(server, login);
      expect(answer.outcome).toBe("400 access_denied/rule_denied");
      expect(answer.text).toContain("Encrypt the disk.");
    }
    expect((await eventsOf(server, login.id)).at(-1)).toMatchObject({
      kind: "login_ruled_out",
      data: { step: "redeem", reason: "rule_denied", rules: ["encrypted"] },
    });
    server.pass(1);
    await say(PROTECTED);
    const other = await approvedLogin(server, { ...machine, session: await newSigner() });
    server.pass(1);
    await say({ ...PROTECTED, firewall: { value: "off", age: 0, source: "nft" } });
    expect((await poll(server, other)).outcome).toBe("200");
  });

  const refused = (code: string, field: string) => ({
    kind: "device_refused",
    subject: machine.device.thumbprint,
    data: { step: "posture", code, field },
  });
  const bad: [what: string, code: string, field: string, twist: () => Promise<object> | object][] = [
    [
      "by another key in the machine's name",
      "bad_signature",
      "signature",
      async () => ({ by: inTheNameOf(machine.device, await newSigner()) }),
    ],
    ["by another key that names itself", "key_mismatch", "posture.kid", async () => ({ by: await newSigner() })],
    ["for another server", "wrong_audience", "posture.aud", () => ({ aud: "https://other.example" })],
  ];
  it.each(bad)("takes no report %s: %s", async (_what, code, field, twist) => {
    const statement = await postureStatementOf(server, machine, { posture: OFF, ...(await twist()) });
    await expectRefusal(server, () => sayPosture(server, statement), {
      outcome: `400 ${code}`,
      event: refused(code, field),
    });
  });

  it("takes a report once, and no report of a machine that is unknown or waits", async () => {
    const statement = await postureStatementOf(server, machine);
    expect((await sayPosture(server, statement)).status).toBe(200);
    await expectRefusal(server, () => sayPosture(server, statement), {
      outcome: "400 replayed",
      event: refused("replayed", "posture.jti"),
    });
    const stranger = await newMachine();
    const theirs = await postureStatementOf(server, stranger);
    await expectRefusal(server, () => sayPosture(server, theirs), { outcome: "400 device_unknown", event: null });
    const waiting = await newMachine();
    await pendingMachine(server, waiting, "carol");
    expect((await sayPosture(server, await postureStatementOf(server, waiting))).outcome).toBe("400 bound_set_pending");
  });

  it("holds a machine that says it too often to its budget", async () => {
    for (let at = 0; at < 30; at += 1) await say(PROTECTED);
    expect((await sayPosture(server, await postureStatementOf(server, machine))).outcome).toMatch(/^429/);
  });
});
