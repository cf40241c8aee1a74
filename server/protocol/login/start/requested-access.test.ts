import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { newSigner } from "../../../../test/kit/keys.ts";
import { approvedLogin } from "../../../../test/kit/log-in.ts";
import { askForLogin, CLIENT, deviceStatementOf, poll } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { DEPLOY, openTestServer, type TestServer } from "../../../testing/test-server.ts";

let server: TestServer;
let machine: EnrolledMachine;
beforeEach(async () => {
  server = await openTestServer();
  machine = await enrolledMachine(server, "alice");
});
afterEach(() => server.close());

/** The number 1e20 takes five times the room once it is written out. */
const details = (numbers: number) => `[{"type":"x","n":[${Array.from({ length: numbers }, () => "1e20").join(",")}]}]`;

it("refuses at once what would fit into no token, however short it was written", async () => {
  const statement = await deviceStatementOf(server, machine, await newSigner());
  const form = { device_statement: statement, authorization_details: details(1000) };
  expect((await askForLogin(server, form)).outcome).toBe("400 invalid_request");
});

it("carries what it takes into a token, and into the answer to a lost one", async () => {
  const login = await approvedLogin(server, machine, { authorization_details: details(360) });
  const first = (await poll(server, login)).as(tokenAnswerSchema);
  expect((await poll(server, login)).as(tokenAnswerSchema).access_token).toBe(first.access_token);
});

it("takes no details of another type where the operator wrote down which there are (RFC 9396 §5)", async () => {
  await server.close();
  server = await openTestServer({ clients: [{ ...DEPLOY, id: CLIENT, detailTypes: ["order"] }] });
  machine = await enrolledMachine(server, "alice");
  const ask = async (authorization_details: string) => {
    const device_statement = await deviceStatementOf(server, machine, await newSigner());
    return (await askForLogin(server, { device_statement, authorization_details })).outcome;
  };
  expect(await ask('[{"type":"order"},{"type":"Order"}]')).toBe("400 invalid_authorization_details");
  expect(await ask('[{"type":"order","item":"tea"}]')).toBe("200");
});
