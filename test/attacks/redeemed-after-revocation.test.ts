// R16: a locked, offboarded or revoked party redeems or refreshes what was pending, or what a key of the server signed that was given
// up since. State is judged again at request, meeting,
// decision, approval, redemption and refresh.
//
// `nearside-server revoke` ends what is open as well. That each step judges by itself, whatever was marked, is seen where the party's
// state alone is changed, by SQL in the running server's database, and given back the same way: then the very message that was
// refused is good.
import { dirname } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Answer, ExpectedRefusal } from "../kit/answer.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { meet } from "../kit/meeting.ts";
import { type EnrolledStage, openEnrolledStage, showTicket } from "../steps/enrolling.ts";
import {
  approve,
  approvedLogin,
  askForLogin,
  decisionOn,
  deviceStatementOf,
  meetForLogin,
  nonceFor,
  poll,
  redeemedLogin,
  refresh,
} from "../steps/logging-in.ts";
import { knowing, newColleague, newStranger } from "../steps/people.ts";
import { onServerShell } from "../steps/verifying.ts";
import { afterTests } from "../support/after-tests.ts";
import { startServer } from "../support/nearside-server.ts";
import { rowsOf, storedEventsSince } from "../support/server-rows.ts";
import { runSql } from "./support-administrator.ts";
import { expectRefused, familyOf, refreshRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let victim: EnrolledStage;
let boundSet: string;
beforeAll(async () => {
  victim = await openEnrolledStage(atEnd);
  boundSet = String(rowsOf(victim, "SELECT id FROM bound_sets")[0]?.["id"]);
});

type What = "device" | "device, quarantined" | "extension" | "passkey" | "bound set" | "user";

interface Revocation {
  readonly code: string;
  readonly row: readonly [table: string, column: string, id: () => string];
  readonly gone: string;
}

const REVOCATIONS: Readonly<Record<What, Revocation>> = {
  device: {
    code: "device_revoked",
    row: ["devices", "jkt", () => victim.parties.device.thumbprint],
    gone: "revoked",
  },
  "device, quarantined": {
    code: "device_quarantined",
    row: ["devices", "jkt", () => victim.parties.device.thumbprint],
    gone: "quarantined",
  },
  extension: {
    code: "extension_revoked",
    row: ["extensions", "jkt", () => victim.parties.extension.thumbprint],
    gone: "revoked",
  },
  passkey: {
    code: "passkey_revoked",
    row: ["passkeys", "credential_id", () => victim.parties.passkey.enrolled.credential_id],
    gone: "revoked",
  },
  "bound set": { code: "bound_set_revoked", row: ["bound_sets", "id", () => boundSet], gone: "revoked" },
  user: { code: "user_inactive", row: ["users", "id", () => victim.user.id], gone: "suspended" },
};

function setState({ row: [table, column, id] }: Revocation, state: string): void {
  runSql(victim, `UPDATE ${table} SET state = ? WHERE ${column} = ?`, state, id());
}

/** A message that is good but for the party that was revoked meanwhile. */
interface Ready {
  readonly send: () => Promise<Answer>;
  readonly expected: (code: string) => ExpectedRefusal;
}

const api = (id: string, step: string) => (code: string) => ({
  outcome: `400 ${code}`,
  event: stepRefused(id, step, code),
});

const ALL: readonly What[] = ["device", "device, quarantined", "extension", "passkey", "bound set", "user"];

/** Each step with the parties that it asks to be active, and everything up to it. */
const STEPS: readonly (readonly [step: string, asks: readonly What[], prepare: () => Promise<Ready>])[] = [
  [
    "the request",
    ["device", "device, quarantined", "bound set", "user"],
    async () => {
      const device_statement = await deviceStatementOf(victim);
      return {
        send: () => victim.postForm("/oauth/device_authorization", { client_id: CLIENT, device_statement }),
        expected: (code) => ({
          outcome: `400 invalid_request/${code}`,
          event: {
            kind: "device_refused",
            subject: victim.parties.device.thumbprint,
            data: { step: "login", code },
          },
        }),
      };
    },
  ],
  [
    "the meeting",
    ["device", "device, quarantined", "extension", "bound set", "user"],
    async () => {
      const login = await askForLogin(victim);
      const { extension, session } = victim.parties;
      const shown = { request: login.request.jws, nonce: await nonceFor(victim, login) };
      const met = await meet(victim, { ...shown, extension, session });
      return {
        send: () => victim.postJson(`/api/requests/${login.id}/locality`, met),
        expected: api(login.id, "locality"),
      };
    },
  ],
  [
    "the decision",
    ["device", "device, quarantined", "extension", "bound set", "user"],
    async () => {
      const login = await askForLogin(victim);
      await meetForLogin(victim, login);
      return {
        send: () => victim.postJson(`/api/requests/${login.id}/decision`, {}),
        expected: api(login.id, "decision"),
      };
    },
  ],
  [
    "the approval",
    ALL,
    async () => {
      const login = await askForLogin(victim);
      await meetForLogin(victim, login);
      const decision = await decisionOn(victim, login);
      return { send: () => approve(victim, login, decision), expected: api(login.id, "approve") };
    },
  ],
  [
    "the token",
    ALL,
    async () => {
      const login = await approvedLogin(victim);
      return { send: () => poll(victim, login), expected: grantRefused(login.id) };
    },
  ],
  [
    "the token again, its answer lost",
    ALL,
    async () => {
      const login = await redeemedLogin(victim);
      return { send: () => poll(victim, login), expected: grantRefused(login.id) };
    },
  ],
  [
    "the refresh",
    ALL,
    async () => {
      const { id, tokens } = await redeemedLogin(victim);
      const family = familyOf(victim, id);
      return {
        send: () => refresh(victim, tokens.refresh_token),
        expected: (code) => ({ outcome: `400 invalid_grant/${code}`, event: refreshRefused(family, code) }),
      };
    },
  ],
];

function grantRefused(id: string) {
  return (code: string) => ({ outcome: `400 invalid_grant/${code}`, event: stepRefused(id, "redeem", code) });
}

describe.each(STEPS)("%s", (_step, asks, prepare) => {
  it.each(asks)("is refused where the %s was revoked meanwhile, and good once it is given back", async (what) => {
    const revocation = REVOCATIONS[what];
    const { send, expected } = await prepare();
    setState(revocation, revocation.gone);
    try {
      await expectRefused(victim, send, expected(revocation.code));
    } finally {
      setState(revocation, "active");
    }
    expect((await send()).status).toBe(200);
  });
});

describe("by the server's own command", () => {
  const kinds: [what: string, code: string, id: (stage: EnrolledStage) => string][] = [
    ["user", "user_inactive", ({ parties }) => parties.user.name],
    ["machine", "bound_set_revoked", ({ parties }) => parties.device.thumbprint],
    ["browser", "extension_revoked", ({ parties }) => parties.extension.thumbprint],
    ["passkey", "passkey_revoked", ({ parties }) => parties.passkey.enrolled.credential_id],
  ];
  it.each(kinds)("a %s that is revoked takes what was approved with it, and nobody else's", async (what, code, id) => {
    const theirs = await newColleague(victim, `with-a-revoked-${what}`);
    const [approved, met] = [await approvedLogin(theirs), await askForLogin(theirs)];
    await meetForLogin(theirs, met);
    const decision = await decisionOn(theirs, met);
    const redeemed = await redeemedLogin(theirs);
    const own = await approvedLogin(victim);
    // a waiting poll hears about it at once; where only a passkey ends, it waits on for another
    const held = what === "passkey" ? undefined : poll(theirs, met);
    await victim.server.shell("revoke", what, id(theirs));
    const outcome = rowsOf(victim, "SELECT state, data FROM logins WHERE id = ?", approved.id);
    expect(outcome).toMatchObject([{ state: "refused" }]);
    expect((await poll(theirs, approved)).outcome).toBe(`400 access_denied/${code}`);
    if (held === undefined)
      await expectRefused(victim, () => approve(theirs, met, decision), {
        outcome: `400 ${code}`,
        event: stepRefused(met.id, "approve", code),
      });
    else expect((await held).outcome).toBe(`400 access_denied/${code}`);
    await expectRefused(victim, () => refresh(theirs, redeemed.tokens.refresh_token), {
      outcome: `400 invalid_grant/${code}`,
      event: refreshRefused(familyOf(victim, redeemed.id), code),
    });
    expect((await poll(victim, own)).status).toBe(200);
  });
});

describe("somebody who has left", () => {
  it("is refused at once: all that was open, waiting or given ends, and nothing brings it back", async () => {
    const theirs = await newColleague(victim, "leaver");
    const [approved, met] = [await approvedLogin(theirs), await askForLogin(theirs)];
    await meetForLogin(theirs, met);
    const decision = await decisionOn(theirs, met);
    const redeemed = await redeemedLogin(theirs);
    const own = await redeemedLogin(victim);
    const ticket = await victim.server.ticket("leaver");

    const wrong = await onServerShell(victim, ["offboard", "leaver"], "somebody\n");
    expect([wrong.code, wrong.stderr]).toEqual([78, expect.stringContaining("This is not the user name")]);
    expect((await refresh(theirs, redeemed.tokens.refresh_token)).status).toBe(200);

    const again = await redeemedLogin(theirs);
    const held = poll(theirs, met); // so late, for it is held for 20 s only
    const { code, stderr } = await onServerShell(victim, ["offboard", "leaver", "--reason", "left"], "leaver\n");
    // A second is promised. What is asked next, with no pause between, is refused: there is nothing to wait for, on however slow a machine.
    const refused = await refresh(theirs, again.tokens.refresh_token);
    expect(refused.outcome).toBe("400 invalid_grant/bound_set_revoked");
    expect([code, stderr]).toEqual([0, expect.stringContaining("leaver is offboarded. This has ended:")]);

    expect((await held).outcome).toBe("400 access_denied/user_inactive");
    expect((await poll(theirs, approved)).outcome).toBe("400 access_denied/user_inactive");
    await expectRefused(victim, () => approve(theirs, met, decision), {
      outcome: "400 request_settled",
      event: stepRefused(met.id, "approve", "request_settled"),
    });
    const stranger = await newStranger(victim, "leaver");
    expect((await showTicket(stranger, "leaver", ticket, stranger.parties.device)).outcome).toBe("400 user_inactive");
    expect((await onServerShell(victim, ["ticket", "leaver"])).code).not.toBe(0);
    expect((await onServerShell(victim, ["restore", "user", "leaver"])).code).not.toBe(0);
    expect((await refresh(victim, own.tokens.refresh_token)).status).toBe(200);
  });
});

describe("a key of the server that somebody else may have", () => {
  it("gives no token once it was given up: its decisions and approvals end, and the next login succeeds", async () => {
    const stage = await openEnrolledStage(atEnd);
    const [approved, met] = [await approvedLogin(stage), await askForLogin(stage)];
    await meetForLogin(stage, met);
    const decision = await decisionOn(stage, met);
    const held = poll(stage, met);
    const outcome = await stage.server.shell("keys", "rotate", "--now");
    expect(outcome).toContain("what is under way, now 2 logins and 0 enrolments");
    expect((await held).outcome).toBe("400 access_denied/server_key_given_up");
    expect((await poll(stage, approved)).outcome).toBe("400 access_denied/server_key_given_up");
    for (const [{ id }, was] of [[approved, "approved"] as const, [met, "met"] as const])
      expect(storedEventsSince(stage, 0)).toContainEqual(
        expect.objectContaining({ kind: "login_refused", subject: id, data: { reason: "server_key_given_up", was } }),
      );
    // the secret behind the browser's cookie is given up too, so the browser is not known again
    await expectRefused(stage, () => approve(stage, met, decision), { outcome: "400 other_session", event: null });
    const again = await approvedLogin(stage);
    expect((await poll(stage, again)).status).toBe(200);
  });
});

it("refuses to refresh a credential that was given back, and refreshes another login", async () => {
  const { id, tokens } = await redeemedLogin(victim);
  await victim.postForm("/oauth/revoke", { client_id: CLIENT, token: tokens.refresh_token });
  await expectRefused(victim, () => refresh(victim, tokens.refresh_token), {
    outcome: "400 invalid_grant/credential_revoked",
    event: refreshRefused(familyOf(victim, id), "credential_revoked"),
  });
  const again = await redeemedLogin(victim);
  expect((await refresh(victim, again.tokens.refresh_token)).status).toBe(200);
});

it("refuses a decision to a program that was removed from the configuration, and other logins continue", async () => {
  const programs = (...ids: readonly string[]) =>
    knowing(
      atEnd,
      ids.map((id) => ({ id, name: id, scopes: ["read"] })),
    );
  const stage = await openEnrolledStage(atEnd, await programs(CLIENT, "deploy"));
  const [gone, stays] = [await askForLogin(stage, "read", { client_id: "deploy" }), await askForLogin(stage)];
  for (const login of [gone, stays]) await meetForLogin(stage, login);
  await stage.server.stop();
  const place = {
    issuer: stage.issuer,
    host: "127.0.0.1",
    port: Number(new URL(stage.issuer).port),
    folder: dirname(stage.dataFolder),
  };
  const server = await startServer({ ...place, settings: await programs(CLIENT) });
  atEnd(server.stop);
  const again = { ...stage, server };
  await expectRefused(again, () => again.postJson(`/api/requests/${gone.id}/decision`, {}), {
    outcome: "400 client_unknown",
    event: stepRefused(gone.id, "decision", "client_unknown"),
  });
  expect((await approve(again, stays, await decisionOn(again, stays))).status).toBe(200);
  expect((await poll(again, stays)).status).toBe(200);
});
