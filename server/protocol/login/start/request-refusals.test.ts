import { deviceAuthorizationAnswerSchema } from "@nearside/shared/oauth/device-authorization.ts";
import type { DeviceStatement } from "@nearside/shared/statements/device.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { newApiKey } from "../../../../test/kit/apis.ts";
import { inTheNameOf, newSigner } from "../../../../test/kit/keys.ts";
import { askForLogin, deviceStatementOf } from "../../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../../test/kit/machine.ts";
import type { Form } from "../../../../test/kit/send.ts";
import { enrolledMachine, pendingMachine } from "../../../testing/enrol.ts";
import { allRows, expectRefusal } from "../../../testing/ledger.ts";
import { resourceServerWith } from "../../../testing/resource-server.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";

// POST /oauth/device_authorization (RFC 8628 §3.1, protocol §4.1) makes each refusal for its own reason.

const server = serverForAll({ resourceServers: [resourceServerWith("orders", newApiKey())] });
let machine: EnrolledMachine;
beforeEach(async () => {
  machine = await enrolledMachine(server, "alice");
});

const refusedDevice = (code: string, field: string, outcome = `400 invalid_request/${code}`) => ({
  outcome,
  event: { kind: "device_refused", subject: machine.device.thumbprint, data: { step: "login", code, field } },
});

describe("a device statement", () => {
  it("must be there: no login starts that any browser could approve", async () => {
    const send = () => askForLogin(server, {});
    await expectRefusal(server, send, { outcome: "400 invalid_request", event: null });
    expect((await send()).text).toContain("nearside enroll https://login.example.test");
  });

  it("is of a machine that is enrolled", async () => {
    const stranger = await newMachine();
    const statement = await deviceStatementOf(server, stranger, await newSigner());
    const send = () => askForLogin(server, { device_statement: statement });
    await expectRefusal(server, send, { outcome: "400 invalid_request/device_unknown", event: null });
  });

  it("is of no machine that still waits for its administrator", async () => {
    const waiting = await newMachine();
    await pendingMachine(server, waiting, "bob");
    const statement = await deviceStatementOf(server, waiting, await newSigner());
    const send = () => askForLogin(server, { device_statement: statement });
    const subject = waiting.device.thumbprint;
    const { outcome, event } = refusedDevice("bound_set_pending", "bound_set");
    await expectRefusal(server, send, { outcome, event: { ...event, subject } });
  });

  it.each([
    ["another key in the machine's name", "bad_signature", "signature"],
    ["another key that names itself", "key_mismatch", "device.kid"],
  ])("is not by %s", async (_what, code, field) => {
    const other = await newSigner();
    const by = code === "bad_signature" ? inTheNameOf(machine.device, other) : other;
    const statement = await deviceStatementOf(server, machine, await newSigner(), { by });
    const send = () => askForLogin(server, { device_statement: statement });
    await expectRefusal(server, send, refusedDevice(code, field));
  });

  it("is taken once (threat P1)", async () => {
    const statement = await deviceStatementOf(server, machine, await newSigner());
    const send = () => askForLogin(server, { device_statement: statement });
    (await send()).as(deviceAuthorizationAnswerSchema);
    await expectRefusal(server, send, refusedDevice("replayed", "device_statement.jti"));
  });

  type Twist = (now: number) => Partial<DeviceStatement["claims"]>;
  const twisted: [what: string, code: string, field: string, twist: Twist][] = [
    ["for another server", "wrong_audience", "device.aud", () => ({ aud: "https://other.example" })],
    ["for the device key itself", "key_mismatch", "device.cnf", () => ({ cnf: { jkt: machine.device.thumbprint } })],
    ["with too long a life", "malformed", "exp", (now) => ({ exp: now + 61 })],
    ["that ends before it begins", "malformed", "exp", (now) => ({ exp: now })],
  ];
  it.each(twisted)("%s is refused: %s", async (_what, code, field, twist) => {
    const statement = await deviceStatementOf(server, machine, await newSigner(), twist(server.now()));
    const send = () => askForLogin(server, { device_statement: statement });
    await expectRefusal(server, send, refusedDevice(code, field));
  });

  const clocks: [what: string, field: string, twist: Twist, good: Twist][] = [
    [
      "from the future",
      "iat",
      (now) => ({ iat: now + 61, exp: now + 90 }),
      (now) => ({ iat: now + 60, exp: now + 90 }),
    ],
    ["too old", "exp", (now) => ({ iat: now - 90, exp: now - 61 }), (now) => ({ iat: now - 90, exp: now - 60 })],
  ];
  it.each(clocks)(
    "%s gets the server's time, and leeway to the second (threat P6)",
    async (_what, field, bad, good) => {
      const late = await deviceStatementOf(server, machine, await newSigner(), bad(server.now()));
      const send = () => askForLogin(server, { device_statement: late });
      await expectRefusal(server, send, refusedDevice("clock_skew", field, "400 clock_skew"));
      expect(JSON.parse((await send()).text).server_time).toBe(server.now());
      const intime = await deviceStatementOf(server, machine, await newSigner(), good(server.now()));
      expect((await askForLogin(server, { device_statement: intime })).status).toBe(200);
    },
  );
});

describe("the requested access", () => {
  const rows: [what: string, outcome: string, form: Form][] = [
    ["no program", "401 invalid_client", { client_id: undefined }],
    ["a program that nobody knows", "401 invalid_client", { client_id: "unknown" }],
    ["an API, which logs nobody in", "400 unauthorized_client", { client_id: "orders" }],
    ["a scope that the program may not have", "400 invalid_scope", { scope: "read root" }],
    ["one scope twice", "400 invalid_scope", { scope: "read read" }],
    ["scopes with two spaces between", "400 invalid_scope", { scope: "read  write" }],
    ["a resource that the program may not name", "400 invalid_target", { resource: "https://evil.example" }],
    ["details that are no JSON", "400 invalid_authorization_details", { authorization_details: "{" }],
    ["details that are no list", "400 invalid_authorization_details", { authorization_details: '{"type":"a"}' }],
    ["details without a type", "400 invalid_authorization_details", { authorization_details: '[{"a":1}]' }],
    [
      "details that would be shown in part only (threat P4)",
      "400 invalid_authorization_details",
      { authorization_details: '[{"type":"a","__proto__":{"b":1}}]' },
    ],
    [
      "details with a number that JSON cannot say again",
      "400 invalid_authorization_details",
      { authorization_details: '[{"type":"a","amount":1e400}]' },
    ],
    [
      "details with one name twice, of which one would be shown",
      "400 invalid_authorization_details",
      { authorization_details: '[{"type":"a","amount":1,"amount":1000}]' },
    ],
    [
      "details that nest too deep",
      "400 invalid_authorization_details",
      { authorization_details: `[{"type":"a","b":${"[".repeat(40)}${"]".repeat(40)}}]` },
    ],
    [
      "details that no token has room for",
      "400 invalid_request",
      { authorization_details: JSON.stringify([{ type: "a", text: "x".repeat(9000) }]) },
    ],
  ];
  it.each(rows)("%s: %s", async (_what, outcome, form) => {
    const statement = await deviceStatementOf(server, machine, await newSigner());
    const send = () => askForLogin(server, { device_statement: statement, ...form });
    await expectRefusal(server, send, { outcome, event: null });
    // nothing was used up: the same statement starts the login once the rest is right
    expect((await askForLogin(server, { device_statement: statement })).status).toBe(200);
  });

  it("may be among unknown parameters (RFC 6749 §3.1)", async () => {
    const statement = await deviceStatementOf(server, machine, await newSigner());
    const before = await allRows(server);
    expect((await askForLogin(server, { device_statement: statement, extra: "x" })).status).toBe(200);
    expect(await allRows(server)).not.toEqual(before);
  });
});
