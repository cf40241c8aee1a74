import { logAnswerSchema } from "@nearside/shared/api/console/log.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ConsolePage, consoleOf } from "../testing/console.ts";
import { enrolledMachine } from "../testing/enrol.ts";
import { metLogin, redeemedLogin } from "../testing/log-in.ts";
import { sayStartedElsewhere } from "../testing/login-messages.ts";
import { deny, loginNonce, startedLogin } from "../testing/login-steps.ts";
import type { EnrolledMachine } from "../testing/machine.ts";
import { DATABASES } from "../testing/temporary-store.ts";
import { openTestServer, type TestServer } from "../testing/test-server.ts";

describe.each(DATABASES)("on %s", (database) => {
  let server: TestServer;
  let auditor: ConsolePage;
  let alice: EnrolledMachine;
  let mallory: EnrolledMachine;
  beforeAll(async () => {
    server = await openTestServer({ database });
    auditor = await consoleOf(server, "auditor");
    alice = await enrolledMachine(server, "alice");
    mallory = await enrolledMachine(server, "mallory");
    await redeemedLogin(server, alice);
    const denied = await metLogin(server, alice);
    await deny(server, denied, denied.met.attestation, alice.extension);
    const foreign = await startedLogin(server, mallory);
    const { claims } = await nonce.read(await loginNonce(server, alice.browser, foreign));
    await sayStartedElsewhere(server, foreign, alice.extension, { nonce: claims.nonce });
  });
  afterAll(() => server.close());

  const search = async (query: Record<string, string>) =>
    (await auditor.get(`/api/console/log?${new URLSearchParams({ order: "desc", limit: "200", ...query })}`)).as(
      logAnswerSchema,
    );
  const kinds = async (query: Record<string, string>) => (await search(query)).rows.map(({ kind }) => kind);

  it("finds what concerns a person, by name, by id, and on which machine", async () => {
    const byName = await search({ q: "alice" });
    expect(byName.rows.map(({ kind }) => kind)).toContain("login_redeemed");
    expect(byName.rows.map(({ person }) => person?.name)).not.toContain("mallory");
    expect((await search({ person: alice.user.id })).total).toBe(byName.total);
    const onMachine = await search({ device: alice.device.thumbprint });
    for (const { machine } of onMachine.rows) expect(machine?.device).toBe(alice.device.thumbprint);
    expect(onMachine.total).toBeGreaterThan(5);
  });

  it("lets a login that was opened on another machine stand out, for whom it was aimed at", async () => {
    const { rows } = await search({ topic: "alarm" });
    expect(rows.map(({ kind, topic, person }) => [kind, topic, person?.name])).toEqual([
      ["login_reported", "alarm", "alice"],
    ]);
  });

  it("narrows by topic, kind, subject and time, and says how many there are", async () => {
    expect(await kinds({ kind: "login_denied" })).toEqual(["login_denied"]);
    expect(new Set(await kinds({ topic: "console" }))).toEqual(new Set(["console_signed_in"]));
    const [denied] = (await search({ kind: "login_denied" })).rows;
    expect(await kinds({ q: denied?.subject ?? "" })).toContain("login_requested");
    expect((await search({ to: "1" })).total).toBe(0);
    expect((await search({ from: "1" })).total).toBe((await search({})).total);
  });

  it("pages from the newest to the oldest without losing or repeating any", async () => {
    const seen: number[] = [];
    let after: string | null = null;
    do {
      const page = await search({ limit: "7", ...(after === null ? {} : { after }) });
      seen.push(...page.rows.map(({ seq }) => seq));
      after = page.next;
    } while (after !== null);
    expect(seen).toEqual([...seen].sort((one, other) => other - one));
    expect(new Set(seen).size).toBe((await search({})).total);
  });

  it("is exported as it is seen, and no cell of it runs in a spreadsheet", async () => {
    const answer = await auditor.get("/api/console/log/export?order=desc&kind=login_denied");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="security-log.csv"');
    const [header, ...lines] = answer.text.trim().split("\r\n");
    expect(header).toContain("seq,at,kind,topic");
    expect(lines).toHaveLength(1);
  });

  it.each([
    "order=up",
    "limit=0",
    "limit=201",
    "topic=nothing",
    "kind=A%20B",
    "from=x",
    "sort=at",
    "after=AAAA",
    "extra=1",
    "q=%00",
  ])("refuses %s", async (query) => {
    expect((await auditor.get(`/api/console/log?${query}`)).said).toMatch(/^400 invalid_request/);
  });

  it("looks things up in an index, however many events there are", async () => {
    if (database !== "sqlite") return; // PostgreSQL plans by what is there
    for (const condition of ["user_id = 'x'", "kind = 'x'", "device_jkt = 'x'", "address = 'x'", "actor_user = 'x'"]) {
      const { rows } = await sql<{ detail: string }>`explain query plan
        select * from events where ${sql.raw(condition)} order by seq desc limit 50`.execute(server.ground.db);
      expect(rows.map(({ detail }) => detail).join(), condition).toMatch(/USING INDEX events_by_/);
      expect(rows.map(({ detail }) => detail).join(), condition).not.toMatch(/TEMP B-TREE/);
    }
  });
});
