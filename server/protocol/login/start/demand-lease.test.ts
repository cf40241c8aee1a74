import type { Lease } from "@nearside/shared/oauth/lease.ts";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newSigner } from "../../../../test/kit/keys.ts";
import { askLease, leaseDetail, leaseForm } from "../../../../test/kit/leases.ts";
import { type RedeemedLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import { askForLogin, CLIENT, deviceStatementOf } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { type LongForm, postForm } from "../../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { evidenceOf, verdictOn } from "../../../testing/evidence.ts";
import { BILLS, ORDERS } from "../../../testing/exchange-stage.ts";
import { expectRefusal } from "../../../testing/ledger.ts";
import { DEPLOY, openTestServer, type TestServer } from "../../../testing/test-server.ts";
import { endLease } from "../../revocation/end-lease.ts";

// A login that is for a lease (protocol §12) asks for nothing else, and for no more than its program may have.

/** All of them are at this server, as a URL is read. Its operator lists them as APIs, so that nothing else refuses them. */
const AT_THIS_SERVER = [
  "https://login.example.test",
  "https://login.example.test/",
  "https://login.example.test/api",
  "https://login.example.test:443/api",
  "https://LOGIN.example.test/api",
  "https://login%2Eexample.test/api",
  "https://someone@login.example.test/api",
  "https:\\\\login.example.test/api",
  "HTTPS:login.example.test/api",
  " https://login.example.test/api",
  "https://log\nin.example.test/api",
  "blob:https://login.example.test/api",
];
const commandLine = {
  ...{ ...DEPLOY, id: CLIENT, scopes: ["read", "write"] },
  resources: [ORDERS, BILLS, "https://login.example.test:8443/", "http://login.example.test/", ...AT_THIS_SERVER],
};
const clients = [
  commandLine,
  DEPLOY,
  { ...commandLine, id: "agents", detailTypes: ["nearside_lease"] },
  { ...commandLine, id: "orders", detailTypes: ["order"] },
];
const read = [{ resource: ORDERS, scope: "read" }];

let server: TestServer;
let machine: EnrolledMachine;
let other: EnrolledMachine;
beforeAll(async () => {
  server = await openTestServer({ clients });
  machine = await enrolledMachine(server, "alice");
  other = await enrolledMachine(server, "bob");
});
afterAll(() => server.close());

async function ask(form: LongForm) {
  const device_statement = await deviceStatementOf(server, machine, await newSigner());
  return () => askForLogin(server, { device_statement, ...form });
}

describe("the detail of a lease", () => {
  const refused: [what: string, outcome: string, form: LongForm][] = [
    ["beside a scope", "invalid_authorization_details", { ...leaseForm(leaseDetail(read)), scope: "read" }],
    ["beside a resource", "invalid_authorization_details", { ...leaseForm(leaseDetail(read)), resource: ORDERS }],
    ["beside another detail", "invalid_authorization_details", leaseForm(leaseDetail(read), { type: "order" })],
    ["behind another detail", "invalid_authorization_details", leaseForm({ type: "order" }, leaseDetail(read))],
    [
      "twice",
      "invalid_authorization_details",
      leaseForm(leaseDetail(read), leaseDetail([{ resource: BILLS, scope: "read" }])),
    ],
    [
      "for a scope beyond its program's",
      "invalid_scope",
      leaseForm(leaseDetail([{ resource: ORDERS, scope: "root" }])),
    ],
    [
      "for an API beyond its program's",
      "invalid_target",
      leaseForm(leaseDetail([...read, { resource: "https://evil.example", scope: "" }])),
    ],
    [
      "for one API twice",
      "invalid_authorization_details",
      leaseForm(leaseDetail([...read, { resource: ORDERS, scope: "write" }])),
    ],
    ["for no API", "invalid_authorization_details", leaseForm(leaseDetail([]))],
    [
      "for one scope twice",
      "invalid_authorization_details",
      leaseForm(leaseDetail([{ resource: ORDERS, scope: "read read" }])),
    ],
    ["for less than a minute", "invalid_authorization_details", leaseForm(leaseDetail(read, { for: 59 }))],
    ["for more than a day", "invalid_authorization_details", leaseForm(leaseDetail(read, { for: 86_401 }))],
    ["for half a second more", "invalid_authorization_details", leaseForm(leaseDetail(read, { for: 60.5 }))],
    ["for no call", "invalid_authorization_details", leaseForm(leaseDetail(read, { calls: 0 }))],
    [
      "with a name that has a second line",
      "invalid_authorization_details",
      leaseForm(leaseDetail(read, { why: "tests\nApproved: yes" })),
    ],
    ["with a member that nobody knows", "invalid_authorization_details", leaseForm({ ...leaseDetail(read), until: 5 })],
    [
      "of a program without leases",
      "invalid_authorization_details",
      { ...leaseForm(leaseDetail(read)), client_id: "orders" },
    ],
    [
      "of a program that names no types",
      "invalid_authorization_details",
      { ...leaseForm(leaseDetail(read)), client_id: "deploy" },
    ],
  ];
  it.each(refused)("is refused %s: %s", async (_what, outcome, form) => {
    await expectRefusal(server, await ask(form), { outcome: `400 ${outcome}`, event: null });
  });

  const TWIST = ["\u202e", "\u2066", "\u200b", "\u2028", "\ufeff", "\u00ad", "\u00a0", "\ud800", "\u{e0041}", "\u001b"];
  it.each(TWIST)(
    "is refused with %j in any of its texts, whether it is not seen or turns the line around",
    async (hidden) => {
      const text = `Claude${hidden}edoC`;
      const whole = leaseDetail(read);
      for (const lease of [
        { ...whole, agent: { ...whole.agent, name: text } },
        { ...whole, agent: { ...whole.agent, program: `/usr/bin/${text}` } },
        { ...whole, why: text },
        leaseDetail([{ resource: ORDERS, scope: "read", tools: [text] }]),
      ])
        await expectRefusal(server, await ask(leaseForm(lease)), {
          outcome: "400 invalid_authorization_details",
          event: null,
        });
    },
  );

  it.each(AT_THIS_SERVER)("is refused for this server itself, even where it is listed as an API: %j", async (api) => {
    const send = await ask(leaseForm(leaseDetail([...read, { resource: api, scope: "read" }])));
    await expectRefusal(server, send, { outcome: "400 invalid_target", event: null });
  });

  it.each(["https://login.example.test:8443/", "http://login.example.test/"])(
    "may name what is at another origin of the same host: %s",
    async (api) => {
      const answer = await (await ask(leaseForm(leaseDetail([{ resource: api, scope: "read" }]))))();
      expect(answer.outcome).toBe("200");
    },
  );

  it.each([CLIENT, "agents"])("begins a login of %s, which may ask for one", async (client_id) => {
    const whole = leaseDetail([...read, { resource: BILLS, scope: "", tools: ["list_bills", "pay"] }], {
      ...{ idle: 1800, calls: 50, why: "to find why the test of order 7 fails" },
    });
    const answer = await (await ask({ ...leaseForm(whole), client_id }))();
    expect(answer.outcome).toBe("200");
    expect(JSON.parse(JSON.parse(answer.text).facts).authorization_details).toEqual([whole]);
  });
});

describe("a lease that adds to another one", () => {
  it("leaves evidence that holds, also where it ends with its lease, and where it adds to another one", async () => {
    const short = await redeemedLogin(server, machine, leaseForm(leaseDetail(read, { for: 60 })));
    const further = await redeemedLogin(server, machine, leaseForm(leaseDetail(read, { after: short.id })));
    for (const { id } of [short, further]) expect(await verdictOn(await evidenceOf(server, id))).toBe("holds");
  });

  it("names one of the same machine (threat A4)", async () => {
    const earlier = await redeemedLogin(server, machine, leaseForm(leaseDetail(read)));
    const more = leaseForm(leaseDetail(read, { after: earlier.id }));
    const answer = await (await ask(more))();
    expect(answer.outcome).toBe("200");
    expect(JSON.parse(JSON.parse(answer.text).facts).earlier).toEqual([leaseDetail(read)]); // its person sees both
    const device_statement = await deviceStatementOf(server, other, await newSigner());
    const send = () => askForLogin(server, { device_statement, ...more });
    await expectRefusal(server, send, { outcome: "400 invalid_authorization_details", event: null });
  });

  it("tells in its facts what is left of that one: whole minutes, and calls", async () => {
    const facts = async (after: string) => {
      const answer = await (await ask(leaseForm(leaseDetail(read, { after }))))();
      return JSON.parse(JSON.parse(answer.text).facts).earlier;
    };
    const counted = await redeemedLogin(server, machine, leaseForm(leaseDetail(read, { for: 300, calls: 2 })));
    expect(await facts(counted.id)).toEqual([leaseDetail(read, { for: 300, calls: 2 })]);
    (await askLease(server, counted, { resource: ORDERS })).as(v.object({}));
    server.pass(61);
    expect(await facts(counted.id)).toEqual([leaseDetail(read, { for: 240, calls: 1 })]);
    (await askLease(server, counted, { resource: ORDERS })).as(v.object({}));
    server.pass(200);
    expect(await facts(counted.id)).toEqual([leaseDetail(read, { for: 60, calls: 0 })]);
    const endless = await redeemedLogin(server, machine, leaseForm(leaseDetail(read, { for: 300 })));
    server.pass(100);
    expect(await facts(endless.id)).toEqual([leaseDetail(read, { for: 240 })]);
  });

  it("leaves evidence that holds where no call of its lease was left", async () => {
    const spent = await redeemedLogin(server, machine, leaseForm(leaseDetail(read, { calls: 1 })));
    (await askLease(server, spent, { resource: ORDERS })).as(v.object({}));
    const further = await redeemedLogin(server, machine, leaseForm(leaseDetail(read, { calls: 1, after: spent.id })));
    expect(await verdictOn(await evidenceOf(server, further.id))).toBe("holds");
  });

  it("names one that has not ended, and no other", async () => {
    const lease = (twist: Partial<Lease>) => redeemedLogin(server, machine, leaseForm(leaseDetail(read, twist)));
    const more = async (after: string) => ask(leaseForm(leaseDetail(read, { after })));
    const refused = async ({ id }: RedeemedLogin, code: string) =>
      expectRefusal(server, await more(id), {
        outcome: `400 invalid_request/${code}`,
        event: { kind: "device_refused", subject: machine.device.thumbprint, data: { step: "login", code } },
      });
    const [usedUp, idle, back, ended] = [
      await lease({ calls: 1 }),
      await lease({ idle: 60, for: 100 }),
      await lease({}),
      await lease({}),
    ];
    (await askLease(server, usedUp, { resource: ORDERS })).as(v.object({}));
    expect((await (await more(usedUp.id))()).outcome).toBe("200"); // that is what a person is asked for more for
    await postForm(server, "/oauth/revoke", { client_id: CLIENT, token: back.tokens.refresh_token });
    await refused(back, "lease_ended");
    await endLease(server.services, ended.id, SERVER_SHELL, { own: false });
    await refused(ended, "lease_ended");
    server.pass(61);
    await refused(idle, "lease_idle");
    server.pass(40);
    await refused(idle, "lease_over");
  });

  it("names neither a login that is no lease nor one that does not exist", async () => {
    const login = await redeemedLogin(server, machine, { scope: "read", resource: ORDERS });
    for (const after of [login.id, "rq_AAAAAAAAAAAAAAAAAAAAAA"]) {
      const send = await ask(leaseForm(leaseDetail(read, { after })));
      await expectRefusal(server, send, { outcome: "400 invalid_authorization_details", event: null });
    }
  });
});
