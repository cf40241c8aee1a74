import { describe, expect, it } from "vitest";
import type { Answer } from "../../../test/kit/answer.ts";
import { narrow } from "../../../test/kit/exchange.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { approvedLogin, metLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import {
  approve,
  askForDecision,
  askForLogin,
  decided,
  deny,
  deviceStatementOf,
  loginNonce,
  meetLogin,
  poll,
  refresh,
  startedLogin,
} from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { findFamily } from "../../register/tokens/token-store.ts";
import { enrolledMachine, pendingBrowser } from "../../testing/enrol.ts";
import { expectRefusal } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// A party that was revoked meanwhile gets no further, at any next step (threat R16).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });

  type What = "device" | "quarantined device" | "extension" | "passkey" | "bound set" | "user";

  async function revoke(machine: EnrolledMachine, what: What): Promise<void> {
    const { db } = server.services;
    const revoked = { state: "revoked" } as const;
    switch (what) {
      case "device":
        await db.updateTable("devices").set(revoked).where("jkt", "=", machine.device.thumbprint).execute();
        return;
      case "quarantined device":
        await db
          .updateTable("devices")
          .set({ state: "quarantined" })
          .where("jkt", "=", machine.device.thumbprint)
          .execute();
        return;
      case "extension":
        await db.updateTable("extensions").set(revoked).where("jkt", "=", machine.extension.thumbprint).execute();
        return;
      case "passkey":
        await db.updateTable("passkeys").set(revoked).where("credential_id", "=", machine.authenticator.id).execute();
        return;
      case "bound set":
        await db.updateTable("bound_sets").set(revoked).where("id", "=", machine.boundSetId).execute();
        return;
      case "user":
        await db.updateTable("users").set({ state: "suspended" }).where("id", "=", machine.user.id).execute();
    }
  }

  const CODES: Readonly<Record<What, string>> = {
    device: "device_revoked",
    "quarantined device": "device_quarantined",
    extension: "extension_revoked",
    passkey: "passkey_revoked",
    "bound set": "bound_set_revoked",
    user: "user_inactive",
  };

  interface Ready {
    /** The id that the event is about. */
    readonly subject: string;
    readonly send: () => Promise<Answer>;
  }

  interface Step {
    readonly error: (code: string) => string;
    readonly event: (code: string) => { readonly kind: string; readonly data: object };
    /** The things that must be active for this step. */
    readonly asks: readonly What[];
    /** Runs everything up to this step. */
    readonly prepare: (machine: EnrolledMachine) => Promise<Ready>;
  }

  const ALL: readonly What[] = ["device", "quarantined device", "extension", "passkey", "bound set", "user"];
  const stepRefused = (step: string) => (code: string) => ({ kind: "login_step_refused", data: { step, code } });
  const api = (code: string) => `400 ${code}`;
  const grant = (code: string) => `400 invalid_grant/${code}`;

  const STEPS: Readonly<Record<string, Step>> = {
    "the request": {
      error: (code) => `400 invalid_request/${code}`,
      event: (code) => ({ kind: "device_refused", data: { step: "login", code } }),
      asks: ["device", "quarantined device", "bound set", "user"],
      prepare: async (machine) => {
        const statement = await deviceStatementOf(server, machine, await newSigner());
        return {
          subject: machine.device.thumbprint,
          send: () => askForLogin(server, { device_statement: statement }),
        };
      },
    },
    "the meeting": {
      error: api,
      event: stepRefused("locality"),
      asks: ["device", "quarantined device", "extension", "bound set", "user"],
      prepare: async (machine) => {
        const login = await startedLogin(server, machine);
        const nonce = await loginNonce(server, machine.browser, login);
        return { subject: login.id, send: async () => (await meetLogin(server, machine, login, { nonce })).answer };
      },
    },
    "the decision": {
      error: api,
      event: stepRefused("decision"),
      asks: ["device", "quarantined device", "extension", "bound set", "user"],
      prepare: async (machine) => {
        const login = await metLogin(server, machine);
        return { subject: login.id, send: () => askForDecision(server, machine, login) };
      },
    },
    "the approval": {
      error: api,
      event: stepRefused("approve"),
      asks: ALL,
      prepare: async (machine) => {
        const login = await metLogin(server, machine);
        const decision = await decided(server, machine, login);
        return { subject: login.id, send: () => approve(server, machine, login, decision) };
      },
    },
    "the denial": {
      error: api,
      event: stepRefused("deny"),
      asks: ["extension"],
      prepare: async (machine) => {
        const login = await metLogin(server, machine);
        return { subject: login.id, send: () => deny(server, login, login.met.attestation, machine.extension) };
      },
    },
    "the token": {
      error: grant,
      event: stepRefused("redeem"),
      asks: ALL,
      prepare: async (machine) => {
        const login = await approvedLogin(server, machine);
        return { subject: login.id, send: () => poll(server, login) };
      },
    },
    "the token again, its answer lost": {
      error: grant,
      event: stepRefused("redeem"),
      asks: ALL,
      prepare: async (machine) => {
        const login = await redeemedLogin(server, machine);
        return { subject: login.id, send: () => poll(server, login) };
      },
    },
    "the refresh": {
      error: grant,
      event: (code) => ({ kind: "refresh_refused", data: { code, revoked: false } }),
      asks: ALL,
      prepare: async (machine) => {
        const login = await redeemedLogin(server, machine);
        const family = await server.services.db
          .selectFrom("token_families")
          .select("id")
          .where("login_id", "=", login.id)
          .executeTakeFirstOrThrow();
        return { subject: family.id, send: () => refresh(server, machine, login, login.tokens.refresh_token) };
      },
    },
    "the exchange": {
      error: (code) => `400 invalid_request/${code}`,
      event: (code) => ({ kind: "exchange_refused", data: { code } }),
      asks: ALL,
      prepare: async (machine) => {
        const login = await redeemedLogin(server, machine);
        const family = await findFamily(server.services.db, { loginId: login.id });
        return { subject: family?.id ?? "", send: () => narrow(server, login.tokens.access_token, login.session) };
      },
    },
  };

  describe.each(Object.entries(STEPS))("%s", (_name, { error, event, asks, prepare }) => {
    it.each(asks)("is refused to a revoked %s", async (what) => {
      const machine = await enrolledMachine(server, `user-${server.id().toLowerCase().slice(0, 8)}`);
      const { subject, send } = await prepare(machine);
      await revoke(machine, what);
      const code = CODES[what];
      await expectRefusal(server, send, { outcome: error(code), event: { subject, ...event(code) } });
    });

    it("is granted to others", async () => {
      const machine = await enrolledMachine(server, "alice");
      const { send } = await prepare(machine);
      expect((await send()).status).toBe(200);
    });
  });

  it("lists no extension that waits for its administrator (protocol §3.7)", async () => {
    const machine = await enrolledMachine(server, "alice");
    const { further } = await pendingBrowser(server, machine);
    const login = await startedLogin(server, further);
    const nonce = await loginNonce(server, further.browser, login);
    await expectRefusal(server, async () => (await meetLogin(server, further, login, { nonce })).answer, {
      outcome: "400 extension_not_listed",
      event: { kind: "login_step_refused", subject: login.id, data: { code: "extension_not_listed" } },
    });
  });

  it("lists no revoked extension in a new request (protocol §4.1)", async () => {
    const machine = await enrolledMachine(server, "alice");
    await revoke(machine, "extension");
    const login = await startedLogin(server, machine);
    const nonce = await loginNonce(server, machine.browser, login);
    await expectRefusal(server, async () => (await meetLogin(server, machine, login, { nonce })).answer, {
      outcome: "400 extension_not_listed",
      event: { kind: "login_step_refused", subject: login.id, data: { code: "extension_not_listed" } },
    });
  });
});
