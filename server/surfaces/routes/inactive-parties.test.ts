import { beforeAll, describe, expect, it } from "vitest";
import { newApiKey } from "../../../test/kit/apis.ts";
import { type ConsolePage, openConsole } from "../../../test/kit/console.ts";
import { approvedLogin } from "../../../test/kit/log-in.ts";
import { CLIENT, startedLogin } from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, type Machine, newMachine } from "../../../test/kit/machine.ts";
import { ANYBODY } from "../../../test/kit/rules.ts";
import { postProvedJson } from "../../../test/kit/send.ts";
import { offboardUser } from "../../administration/offboarding/offboard-user.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { loseMachine } from "../../protocol/revocation/lose-machine.ts";
import { quarantineMachine } from "../../protocol/revocation/quarantine-machine.ts";
import { revokeBrowser } from "../../protocol/revocation/revoke-browser.ts";
import { revokeMachine } from "../../protocol/revocation/revoke-machine.ts";
import { suspendUser } from "../../protocol/revocation/suspend-user.ts";
import { enrolledMachine, newTicket, pendingBrowser, pendingMachine } from "../../testing/enrol.ts";
import { ORDERS } from "../../testing/exchange-stage.ts";
import { allRows, eventsSince, lastEventSeq } from "../../testing/ledger.ts";
import { BY_KEYS, BY_WHAT_IS_UNDER_WAY, begun, type Keys, type UnderWay } from "../../testing/party-asks.ts";
import { registeredProgram } from "../../testing/register.ts";
import { resourceServerWith } from "../../testing/resource-server.ts";
import { ruleBy } from "../../testing/rule-by.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DEPLOY } from "../../testing/test-server.ts";
import { routesOf } from "../wiring/app.ts";
import { consoleRoutesOf, signInRoutesOf } from "../wiring/console-routes.ts";

// Every address that a device key, an extension key, the key of a login or a session may ask, in every state of person, machine, bound set and
// browser (threat R45): what is not active gets its code, moves nothing, raises nothing but a refusal, and learns nothing of anybody else.

const commandLine = {
  ...DEPLOY,
  id: CLIENT,
  name: "Nearside command line",
  scopes: ["openid", "read"],
  resources: [ORDERS],
};
const server = serverForAll({
  clients: [commandLine],
  resourceServers: [{ ...resourceServerWith("orders", newApiKey()), resources: [ORDERS] }],
});
let alice: ConsolePage<EnrolledMachine>;
let program: string;
/** Words of the person whose login asks all others: no answer may have one. */
let secrets: readonly string[];
let keysOf: (machine: Machine) => Keys;

beforeAll(async () => {
  alice = await openConsole(server, await enrolledMachine(server, "alice"));
  program = await registeredProgram(server);
  await enrolledMachine(server, "dana"); // a login waits only where somebody can approve
  for (const { name } of STATES) await newTicket(server, name); // a rule names people who exist
  const asking = (states: readonly State[], id: string): string =>
    `@id("${id}") @require_second_approver("user:dana ${states.map(({ name }) => `user:${name}`).join(" ")}") forbid (principal, action, resource);`;
  await ruleBy(server, ANYBODY, asking(STATES.slice(0, 5), "some"), asking(STATES.slice(5), "others"));
  const waiting = await approvedLogin(server, alice.machine);
  await ruleBy(server, ANYBODY);
  const foreign = await startedLogin(server, alice.machine);
  secrets = ["alice", alice.machine.user.id, waiting.id, foreign.id];
  keysOf = (machine) => ({ server, program, machine, foreign });
});

const why = { by: SERVER_SHELL, note: null };
const enrolled = (end: (machine: EnrolledMachine) => Promise<unknown>) => async (name: string) => {
  const machine = await enrolledMachine(server, name);
  const keys = keysOf(machine);
  const subject = { ...keys, ...(await begun(keys, machine, alice)) };
  await end(machine);
  return subject;
};

interface State {
  /** The person, one for each state. */
  readonly name: string;
  readonly what: string;
  readonly code: string;
  /** The code with which open logins ended, if it is another one. */
  readonly ended?: string;
  /** The keys that are not active. */
  readonly keys?: "extension";
  readonly make: (name: string) => Promise<Keys | UnderWay>;
  /** True for a machine that was active, and had begun everything. */
  readonly admitted?: true;
}

const STATES: readonly State[] = [
  {
    name: "bob",
    what: "machine that waits for its administrator",
    code: "bound_set_pending",
    make: async (name) => {
      const machine = await newMachine();
      await pendingMachine(server, machine, name);
      return keysOf(machine);
    },
  },
  {
    name: "carol",
    what: "machine that was refused",
    code: "bound_set_revoked",
    make: async (name) => {
      const machine = await newMachine();
      const { open } = await pendingMachine(server, machine, name);
      await postProvedJson(server, `/api/enrolments/${open.id}/refusal`, { reason: "words_differ" }, machine.device);
      return keysOf(machine);
    },
  },
  {
    name: "dave",
    what: "quarantined machine",
    code: "device_quarantined",
    admitted: true,
    make: enrolled(({ boundSetId }) => quarantineMachine(server.services, boundSetId, why)),
  },
  {
    name: "erin",
    what: "revoked machine",
    code: "bound_set_revoked",
    admitted: true,
    make: enrolled(({ boundSetId }) => revokeMachine(server.services, boundSetId, why)),
  },
  {
    name: "frank",
    what: "lost machine",
    code: "bound_set_revoked",
    admitted: true,
    make: enrolled(({ boundSetId }) => loseMachine(server.services, boundSetId, why)),
  },
  {
    name: "grace",
    what: "machine of a suspended person",
    code: "user_inactive",
    admitted: true,
    make: enrolled(({ user }) => suspendUser(server.services, user.name, why)),
  },
  {
    name: "heidi",
    what: "machine of a person who has left",
    code: "bound_set_revoked",
    ended: "user_inactive",
    admitted: true,
    make: enrolled(({ user }) =>
      offboardUser(server.services, { column: "id", value: user.id }, { ...why, shown: null }),
    ),
  },
  {
    name: "ivan",
    what: "revoked browser",
    code: "extension_revoked",
    keys: "extension",
    admitted: true,
    make: enrolled(({ extension }) => revokeBrowser(server.services, extension.thumbprint, why)),
  },
  {
    name: "judy",
    what: "browser that waits for its administrator",
    code: "bound_set_pending",
    keys: "extension",
    make: async (name) => keysOf((await pendingBrowser(server, await enrolledMachine(server, name))).further),
  },
];

const isUnderWay = (subject: Keys | UnderWay): subject is UnderWay => "page" in subject;

/** What a party of that state can ask, each with its address. */
const asksOf = (subject: Keys | UnderWay) => [
  ...Object.entries(BY_KEYS).map(([address, ask]) => ({ ...ask, address, answer: () => ask.send(subject) })),
  ...(isUnderWay(subject)
    ? Object.entries(BY_WHAT_IS_UNDER_WAY).map(([address, ask]) => ({
        ...ask,
        address,
        answer: () => ask.send(subject),
      }))
    : []),
];

describe.each(STATES)("a $what", ({ name, code, ended: endedBy, keys, make, admitted }) => {
  let subject: Keys | UnderWay;
  beforeAll(async () => {
    subject = await make(name);
  });

  it("is refused by every address, and learns nothing of anybody else", async () => {
    const asks = asksOf(subject).filter(({ by }) => keys === undefined || by === keys);
    expect(asks.length).toBeGreaterThan(2);
    for (const { address, by, still, ended, answer: ask } of asks) {
      const before = await allRows(server);
      const seq = await lastEventSeq(server);
      const answer = await ask();
      for (const secret of secrets)
        expect([address, answer.text]).not.toEqual([address, expect.stringContaining(secret)]);
      const codes = [code, by === "login" ? endedBy : undefined, ended].filter((one) => one !== undefined);
      const closed = new RegExp(`^40[01] (\\w+/)?(${codes.join("|")})$`);
      expect([address, answer.outcome]).toEqual([address, expect.stringMatching(still ?? closed)]);
      if (still !== undefined) continue;
      expect([address, await allRows(server)]).toEqual([address, before]);
      const raised = (await eventsSince(server, seq)).map(({ kind }) => kind);
      expect([address, raised.filter((kind) => !kind.endsWith("_refused"))]).toEqual([address, []]);
    }
  });

  if (!admitted) return; // a key that was never admitted has no session: signing in is refused above
  it("has no session in which the console answers", async () => {
    if (!isUnderWay(subject)) return expect.fail("it began nothing");
    const before = await allRows(server);
    for (const { method, path } of consoleRoutesOf(server.services)) {
      const at = path.replaceAll(/:[a-z]+/g, "nothing");
      const { outcome } = method === "GET" ? await subject.page.get(at) : await subject.page.post(at, {});
      expect([path, outcome]).toEqual([path, expect.stringMatching(new RegExp(`^401 not_signed_in(/${code})?$`))]);
    }
    expect(await allRows(server)).toEqual(before);
  });
});

it("is answered by every address where everything is active", async () => {
  const subject = await enrolled(async () => {})("kim");
  expect((await subject.page.get("/api/console/session")).status).toBe(200);
  for (const { address, good = /^20\d$/, answer } of asksOf(subject))
    expect([address, (await answer()).outcome]).toEqual([address, expect.stringMatching(good)]);
});

/** What no key of a party and no session opens, each with what opens it. */
const OTHERWISE: Readonly<Record<string, string>> = {
  "GET /healthz": "public",
  "GET /readyz": "public",
  "GET /.well-known/oauth-authorization-server": "public",
  "GET /.well-known/openid-configuration": "public",
  "GET /oauth/jwks": "public",
  "GET /oauth/authorize": "public: it sends a browser on",
  "POST /oauth/authorize": "public: it sends a browser on",
  "GET /oauth/status/:id": "public: a bit does not tell whose token it is about",
  "GET /get/parts.json": "public",
  "GET /get/versions.jwt": "public",
  "GET /get/:id": "public",
  "GET /openapi.json": "public",
  "POST /oauth/introspect": "an API by its own key",
  "POST /oauth/register": "the ticket of a program",
  "POST /api/key-attestations": "a ticket, for a key that is nobody's yet",
  "POST /api/enrolments/:id/nonce": "the link of an enrolment",
  "POST /api/enrolments/:id/state": "the browser session that met",
  "POST /api/requests/:id/nonce": "the link of a login",
  "POST /api/requests/:id/trouble": "the link of a login",
  "POST /api/requests/:id/state": "the browser session that met",
  "POST /api/authorizations/:id/state": "the browser session that asked",
  "POST /api/console/sign-in/nonce": "public: a nonce is nobody's",
  "POST /api/console/break-glass/open": "a code on paper",
  "POST /api/console/break-glass/state": "a code on paper",
  "POST /api/console/break-glass/admit": "a code on paper",
  "POST /api/console/objections/:id/options": "the link of a recovery",
  "POST /api/console/objections/:id": "a passkey of a machine that may be lost (protocol §9)",
};

it("asks every address of the server", () => {
  // what is asked in a session is read from the list of its rows
  const asked = Object.keys({ ...BY_KEYS, ...BY_WHAT_IS_UNDER_WAY }).map((address) =>
    address.split(" ").slice(0, 2).join(" "),
  );
  const rows = [...routesOf(server.services), ...signInRoutesOf(server.services)];
  const all = rows.map(({ method, path }) => `${method} ${path}`);
  expect([...new Set([...asked, ...Object.keys(OTHERWISE)])].toSorted()).toEqual(all.toSorted());
});
