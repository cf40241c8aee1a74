import { type Nonce, nonce } from "@nearside/shared/statements/nonce.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { Answer } from "../../../test/kit/answer.ts";
import { loginNonce, meetLogin, startedLogin } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { loadServerSecrets, replaceSecrets, type ServerSecrets } from "../../platform/keys/server-secrets.ts";
import { CLEAR } from "../../platform/keys/wrapping-keys.ts";
import { createApp } from "../../surfaces/wiring/app.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { socketless, type TestServer, withHost } from "../../testing/test-server.ts";
import { checkOwnNonce, makeNonce } from "./meeting-nonce.ts";

// The nonce of a meeting is bound to its login, the state of that login, the browser session and its time (protocol §4.3).

const LOGIN = { id: "rq_AAAAAAAAAAAAAAAAAAAAAA", version: 3 };
const HOUR = 3_600;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let secrets: ServerSecrets;
  let given: Nonce;
  beforeEach(async () => {
    secrets = server.services.secrets;
    given = await made();
  });

  const made = async (of = LOGIN, session = "session"): Promise<Nonce> =>
    nonce.read(await makeNonce(server.services, of, "A".repeat(43), session));
  const outcome = (seen: Nonce, of = LOGIN, session = "session", by = secrets): string => {
    try {
      checkOwnNonce(by, seen, of, session, server.services.clock());
      return "taken";
    } catch (error) {
      return String(error instanceof Error ? error.message : error);
    }
  };
  const changed = (claims: Partial<Nonce["claims"]>): Nonce => ({ ...given, claims: { ...given.claims, ...claims } });
  const load = () => loadServerSecrets(server.services, server.services.clock, CLEAR);

  it("is taken for what it was given for, and for nothing else", async () => {
    expect(outcome(given)).toBe("taken");
    expect(outcome(given, { ...LOGIN, id: "rq_BBBBBBBBBBBBBBBBBBBBBA" })).toBe("nonce_mismatch: session");
    expect(outcome(given, LOGIN, "another")).toBe("nonce_mismatch: session");
    expect(outcome(given, { ...LOGIN, version: 2 })).toBe("nonce_mismatch: session"); // it was given for what is not yet
    for (const version of [4, 5, 40]) expect(outcome(given, { ...LOGIN, version })).toBe("nonce_used: nonce");
    expect(outcome(await made({ ...LOGIN, version: 40 }))).toBe("nonce_mismatch: session");
  });

  it("is taken with no bit changed, for the time that it was given at", async () => {
    const bytes = Buffer.from(given.claims.nonce, "base64url");
    expect(bytes).toHaveLength(16);
    for (let bit = 0; bit < 128; bit++) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(outcome(changed({ nonce: flipped.toString("base64url") }))).toBe("nonce_mismatch: session");
    }
    for (const by of [-1, 1]) expect(outcome(changed({ iat: given.claims.iat + by }))).toBe("nonce_mismatch: session");
  });

  it("ends with its time, used or not", async () => {
    server.pass(59);
    expect(outcome(given)).toBe("taken");
    server.pass(1);
    expect(outcome(given)).toBe("nonce_expired: nonce.exp");
    expect(outcome(given, { ...LOGIN, version: 4 })).toBe("nonce_expired: nonce.exp");
  });

  it("is nothing that the secret made for another purpose", async () => {
    const text = `${LOGIN.id} ${LOGIN.version} session ${given.claims.iat}`;
    expect(secrets.hash("meeting_nonce", text)).toBe(given.claims.nonce);
    const others = ["bootstrap_ticket", "browser_session", "console_nonce", "dpop_nonce", "process_message"] as const;
    for (const purpose of others) {
      const value = secrets.hash(purpose, text);
      expect(outcome(changed({ nonce: value.slice(0, 22) }))).toBe("nonce_mismatch: session");
      expect(outcome(changed({ nonce: value }))).toBe("nonce_mismatch: session");
    }
  });

  it("is taken by another process, after a restart, and beside the next secret; never once the secrets were replaced", async () => {
    expect(outcome(given, LOGIN, "session", await load())).toBe("taken");
    server.pass(24 * HOUR);
    await secrets.follow(); // makes the next one
    const late = await made();
    server.pass(59);
    const other = await load();
    expect([outcome(late), outcome(late, LOGIN, "session", other)]).toEqual(["taken", "taken"]);
    const fresh = await secrets.make();
    await server.services.db.transaction().execute((trx) => replaceSecrets(trx, fresh, server.services.clock()));
    for (const process of [secrets, other]) await process.follow();
    for (const process of [secrets, other])
      expect(outcome(late, LOGIN, "session", process)).toBe("nonce_mismatch: session");
  });

  /** The same server as another process on its database, which has read the secrets itself. */
  async function anotherProcess(): Promise<TestServer> {
    const app = createApp({ ...server.services, secrets: await load() }, new Map());
    const fetch = async (request: Request) => Answer.of(await app.fetch(withHost(request), socketless(undefined)));
    return { ...server, fetch };
  }

  it("lets a login that one process gave it for be met at another, once", async () => {
    const machine: EnrolledMachine = await enrolledMachine(server, "alice");
    const login = await startedLogin(server, machine);
    const text = await loginNonce(server, machine.browser, login);
    const elsewhere = await anotherProcess();
    const meets = (at: TestServer) =>
      meetLogin(at, machine, login, { nonce: text }).then(({ answer }) => answer.outcome);
    const outcomes = await Promise.all([meets(elsewhere), meets(server), meets(elsewhere), meets(server)]);
    expect(outcomes.sort()).toEqual(["200", "400 nonce_used", "400 nonce_used", "400 nonce_used"]);
    expect(await meets(elsewhere)).toBe("400 nonce_used");
  });
});
