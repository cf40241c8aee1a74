import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newSigner } from "../../../test/kit/keys.ts";
import { approvedLogin, metLogin } from "../../../test/kit/log-in.ts";
import {
  approve,
  askForDecision,
  askForLogin,
  decided,
  deviceStatementOf,
  loginNonce,
  meetLogin,
  poll,
  refresh,
  startedLogin,
} from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import type { Services } from "../../surfaces/wiring/services.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { eventsOf, expectRefusal } from "../../testing/ledger.ts";
import { registeredCommandLine } from "../../testing/register.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { redeemLogin } from "../tokens/redemption/redeem-login.ts";
import { removeClient } from "./manage-client.ts";

// A program that was removed gets no further, whichever step comes next (threat R16).

const server = serverForAll();
let machine: EnrolledMachine;
let client_id: string;
beforeAll(async () => {
  machine = await enrolledMachine(server, "alice");
});
beforeEach(async () => {
  client_id = await registeredCommandLine(server);
});

const unknown = (subject: string, step: string, outcome = "400 client_unknown") => ({
  outcome,
  event: { kind: "login_step_refused", subject, data: { step, code: "client_unknown", field: "client_id" } },
});

describe("removed", () => {
  it("before a login, it starts none", async () => {
    await removeClient(server.services, client_id, SERVER_SHELL);
    const device_statement = await deviceStatementOf(server, machine, await newSigner());
    await expectRefusal(server, () => askForLogin(server, { client_id, device_statement }), {
      outcome: "401 invalid_client",
      event: null,
    });
    expect((await eventsOf(server, client_id)).at(-1)).toEqual({
      kind: "client_revoked",
      subject: client_id,
      data: { by: "server_shell" },
    });
  });

  it("before the meeting, its login is not met", async () => {
    const login = await startedLogin(server, machine, { client_id });
    const nonce = await loginNonce(server, machine.browser, login);
    await removeClient(server.services, client_id, SERVER_SHELL);
    const meet = async () => (await meetLogin(server, machine, login, { nonce })).answer;
    await expectRefusal(server, meet, unknown(login.id, "locality"));
  });

  it("before the decision, nobody is asked", async () => {
    const login = await metLogin(server, machine, { client_id });
    await removeClient(server.services, client_id, SERVER_SHELL);
    await expectRefusal(server, () => askForDecision(server, machine, login), unknown(login.id, "decision"));
  });

  it("before the approval, nothing is approved", async () => {
    const login = await metLogin(server, machine, { client_id });
    const decision = await decided(server, machine, login);
    await removeClient(server.services, client_id, SERVER_SHELL);
    await expectRefusal(server, () => approve(server, machine, login, decision), unknown(login.id, "approve"));
  });

  it("before the redemption, it gets no token", async () => {
    const login = await approvedLogin(server, machine, { client_id });
    await removeClient(server.services, client_id, SERVER_SHELL);
    await expectRefusal(server, () => poll(server, login, { form: { client_id } }), {
      outcome: "401 invalid_client",
      event: null,
    });
  });

  it("while its token is being signed, it gets none", async () => {
    const login = await approvedLogin(server, machine, { client_id });
    const stored = await findLogin(server.services.db, login.id);
    if (stored?.state !== "approved") throw new Error("the login is not approved");
    const { keys } = server.services;
    const sign: typeof keys.signer.sign = async (header, payload) => {
      await removeClient(server.services, client_id, SERVER_SHELL);
      return keys.signer.sign(header, payload);
    };
    const during: Services = { ...server.services, keys: { ...keys, signer: { ...keys.signer, sign } } };
    await expect(redeemLogin(during, stored)).rejects.toThrow("client_unknown");
    expect((await findLogin(server.services.db, login.id))?.state).toBe("approved");
  });

  it("after it, its tokens are not renewed", async () => {
    const login = await approvedLogin(server, machine, { client_id });
    const form = { client_id };
    const tokens = (await poll(server, login, { form })).as(tokenAnswerSchema);
    await removeClient(server.services, client_id, SERVER_SHELL);
    const renew = () => refresh(server, machine, login, tokens.refresh_token ?? "", { form });
    await expectRefusal(server, renew, { outcome: "401 invalid_client", event: null });
  });
});
