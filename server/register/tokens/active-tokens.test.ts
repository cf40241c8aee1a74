import { newClientId } from "@nearside/shared/ids.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { describe, expect, it } from "vitest";
import { introspected, newApiKey } from "../../../test/kit/apis.ts";
import { type RedeemedLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { refresh } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import type { Config } from "../../platform/config/config.ts";
import { exchangedFor, isListedAsEnded } from "../../testing/about-tokens.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { resourceServerWith } from "../../testing/resource-server.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { ISSUER } from "../../testing/test-server.ts";
import { ActiveTokens } from "./active-tokens.ts";

// One rule decides (threats R16, R23): once anything that a token depends on is gone, the token is refused at refresh, at
// introspection, for every token exchanged for it, and in the status list. It counts again if that thing is active again. No
// row of a token is marked.

describe.each(DATABASES)("on %s", (database) => {
  const key = newApiKey();
  const api = { ...resourceServerWith("api", key), resources: [ISSUER] };
  const actor = { ...resourceServerWith("gateway", newApiKey()), resources: [ISSUER] };
  const server = serverForAll({ database, resourceServers: [api, actor] });

  interface Stage {
    readonly machine: EnrolledMachine;
    readonly login: RedeemedLogin;
    readonly family: string;
    /** The token as it was issued, the one exchanged for it, and the one exchanged for that. */
    readonly tokens: readonly [own: string, exchanged: string, again: string];
  }

  async function staged(): Promise<Stage> {
    const machine = await enrolledMachine(server, `user-${server.id().toLowerCase().slice(0, 8)}`);
    const login = await redeemedLogin(server, machine);
    const { id: family } = await server.services.db
      .selectFrom("token_families")
      .select("id")
      .where("login_id", "=", login.id)
      .executeTakeFirstOrThrow();
    const own = login.tokens.access_token;
    const exchanged = await exchangedFor(server, own, "gateway");
    return { machine, login, family, tokens: [own, exchanged, await exchangedFor(server, exchanged, "gateway")] };
  }

  const jtiOf = async (token: string): Promise<string> => (await accessToken.read(token)).claims.jti;

  interface Loss {
    readonly code: string;
    readonly take: (stage: Stage) => Promise<unknown>;
    readonly giveBack: (stage: Stage) => Promise<unknown>;
  }

  type Table = "devices" | "extensions" | "passkeys" | "bound_sets" | "users" | "token_families" | "access_tokens";
  /** The loss of a row, made by SQL. */
  function row(
    code: string,
    table: Table,
    column: string,
    id: (stage: Stage) => string | Promise<string>,
    taken = table === "users" ? "suspended" : "revoked",
  ): Loss {
    const set = (state: string) => async (stage: Stage) => {
      const { ref } = server.services.db.dynamic;
      await server.services.db
        .updateTable(table)
        .set({ state } as never)
        .where(ref(column), "=", await id(stage))
        .execute();
    };
    return { code, take: set(taken), giveBack: set("active") };
  }

  /** The loss of a configured client or API, as an operator changes the configuration between two starts. */
  function removed(code: string, change: (config: Config) => Partial<Config>): Loss {
    let before: Config;
    const configure = (config: Config) =>
      Object.assign(server.services, { config, activeTokens: new ActiveTokens(config, server.services.clock) });
    return {
      code,
      take: async () => {
        before = server.services.config;
        configure({ ...before, ...change(before) });
      },
      giveBack: async () => configure(before),
    };
  }

  const ofDevice = ({ machine }: Stage) => machine.device.thumbprint;
  const LOSSES: Readonly<Record<string, Loss>> = {
    "the user": row("user_inactive", "users", "id", ({ machine }) => machine.user.id),
    "the device key": row("device_revoked", "devices", "jkt", ofDevice),
    "the device, quarantined": row("device_quarantined", "devices", "jkt", ofDevice, "quarantined"),
    "the bound set": row("bound_set_revoked", "bound_sets", "id", ({ machine }) => machine.boundSetId),
    "the extension that met": row("extension_revoked", "extensions", "jkt", (s) => s.machine.extension.thumbprint),
    "the passkey that approved": row("passkey_revoked", "passkeys", "credential_id", (s) => s.machine.authenticator.id),
    "the program": removed("client_unknown", ({ clients }) => ({
      clients: clients.filter(({ id }) => id !== "nearside-cli"),
    })),
    "the family": row("credential_revoked", "token_families", "id", ({ family }) => family),
  };

  const codeOf = (asking: Promise<unknown>): Promise<string> =>
    asking.then(
      () => "active",
      (error: Error) => (error as { code?: string }).code ?? error.message,
    );

  /** Returns the answer of each step about each of the tokens, the refresh token's first. */
  async function answersOf({ machine, login, family, tokens }: Stage) {
    server.pass(6); // a status list is given out again for five seconds
    const { db, activeTokens } = server.services;
    const codes = [await codeOf(activeTokens.demandFamily(db, family))];
    const active: boolean[] = [];
    const listed: boolean[] = [];
    for (const token of tokens) {
      codes.push(await codeOf(activeTokens.demandToken(db, await jtiOf(token))));
      active.push((await introspected(server, { id: "api", key }, token)).active);
      listed.push(await isListedAsEnded(server, token));
    }
    const refreshed = async () => (await refresh(server, machine, login, login.tokens.refresh_token)).outcome;
    return { codes, active, listed, refreshed };
  }

  describe.each(Object.entries(LOSSES))("without %s", (_what, { code, take, giveBack }) => {
    it("every token is refused, at every step, and is valid again once that is active again", async () => {
      const stage = await staged();
      await take(stage);
      const ended = await answersOf(stage);
      expect(ended).toMatchObject({
        codes: [code, code, code, code],
        active: [false, false, false],
        listed: [true, true, true],
      });
      const refused = code === "client_unknown" ? "401 invalid_client" : `400 invalid_grant/${code}`;
      expect(await ended.refreshed()).toBe(refused);
      await giveBack(stage);
      const restored = await answersOf(stage);
      expect(restored).toMatchObject({
        codes: ["active", "active", "active", "active"],
        active: [true, true, true],
        listed: [false, false, false],
      });
      expect(await restored.refreshed()).toBe("200");
    });
  });

  describe("of what was exchanged", () => {
    const own = row("", "access_tokens", "jti", ({ tokens }) => jtiOf(tokens[0]));
    const exchanged = row("", "access_tokens", "jti", ({ tokens }) => jtiOf(tokens[1]));
    const again = row("", "access_tokens", "jti", ({ tokens }) => jtiOf(tokens[2]));
    const gateway = removed("", ({ resourceServers }) => ({
      resourceServers: resourceServers.filter(({ id }) => id !== "gateway"),
    }));
    it.each([
      ["the first ends, and all after it", own, 0],
      ["the second ends, and the one after it", exchanged, 1],
      ["the last ends alone", again, 2],
      ["all end whose actor was removed", gateway, 1],
    ] as const)("%s", async (_what, { take, giveBack }, first) => {
      const stage = await staged();
      await take(stage);
      const answers = await answersOf(stage);
      const ended = [0, 1, 2].map((at) => at >= first);
      expect(answers).toMatchObject({
        codes: ["active", ...ended.map((is) => (is ? "credential_revoked" : "active"))],
        active: ended.map((is) => !is),
        listed: ended,
      });
      expect(await answers.refreshed()).toBe("200"); // the family continues
      await giveBack(stage);
    });

    it("one ends whose parent is not kept any more", async () => {
      const stage = await staged();
      await server.services.db
        .deleteFrom("access_tokens")
        .where("jti", "=", await jtiOf(stage.tokens[0]))
        .execute();
      const { active } = await answersOf(stage);
      expect(active).toEqual([false, false, false]);
    });
  });

  it("a program or an actor that was registered counts as long as it is active", async () => {
    const stage = await staged();
    const { db, random, clock } = server.services;
    const [program, actor] = [newClientId(random), newClientId(random)];
    const made = { registered_by: "server_shell", ticket_hash: null, created_at: clock(), revoked_at: null } as const;
    const registered = { data: "{}", verified: 0, ...made } as const;
    const both = [
      { id: program, kind: "command_line", name: "p", state: "active", ...registered },
      { id: actor, kind: "resource_server", name: "a", state: "active", ...registered },
    ] as const;
    await db.insertInto("clients").values(both).execute();
    await db.updateTable("token_families").set({ client_id: program }).where("id", "=", stage.family).execute();
    await db.updateTable("access_tokens").set({ actor }).where("actor", "is not", null).execute();
    const stateOf = async () => {
      const { codes, listed } = await answersOf(stage);
      return { codes, listed };
    };
    const setState = (id: string, state: "active" | "revoked") =>
      db.updateTable("clients").set({ state }).where("id", "=", id).execute();
    expect(await stateOf()).toEqual({
      codes: ["active", "active", "active", "active"],
      listed: [false, false, false],
    });
    await setState(actor, "revoked");
    expect(await stateOf()).toEqual({
      codes: ["active", "active", "credential_revoked", "credential_revoked"],
      listed: [false, true, true],
    });
    await setState(actor, "active");
    await setState(program, "revoked");
    expect(await stateOf()).toEqual({
      codes: ["client_unknown", "client_unknown", "client_unknown", "client_unknown"],
      listed: [true, true, true],
    });
  });

  it("a family ends with its time", async () => {
    const stage = await staged();
    server.pass(43_200);
    expect(await codeOf(server.services.activeTokens.demandFamily(server.services.db, stage.family))).toBe(
      "credential_revoked",
    );
    expect(await codeOf(server.services.activeTokens.demandToken(server.services.db, "unknown"))).toBe(
      "credential_revoked",
    );
  });
});
