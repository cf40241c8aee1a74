import { CLOCK_LEEWAY_SECONDS, LONGEST_API_LEEWAY_SECONDS, REFRESH_TOKEN_SECONDS } from "@nearside/shared/lifetimes.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { newApiKey } from "../../../test/kit/apis.ts";
import { approvedLogin } from "../../../test/kit/log-in.ts";
import { poll, refresh } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { postForm } from "../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { tidy } from "../../surfaces/wiring/housekeeping.ts";
import { exchangedFor, isListedAsEnded } from "../../testing/about-tokens.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { registeredCommandLine } from "../../testing/register.ts";
import { resourceServerWith } from "../../testing/resource-server.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { ISSUER } from "../../testing/test-server.ts";
import { quarantineMachine } from "../revocation/quarantine-machine.ts";
import { suspendUser } from "../revocation/suspend-user.ts";

// The last tokens of a login end at the second at which the login does. An API whose clock is behind still takes them then, so
// one that was ended must stay listed as ended (threat R23).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({
    database,
    resourceServers: [{ ...resourceServerWith("api", newApiKey()), resources: [ISSUER] }],
  });
  let client_id: string;
  beforeAll(async () => {
    client_id = await registeredCommandLine(server);
  });

  interface LastTokens {
    readonly machine: EnrolledMachine;
    /** The token of the login, which the login renewed. */
    readonly refreshToken: string;
    readonly last: string;
    /** The token that an API exchanged the last one for. */
    readonly exchanged: string;
    /** Epoch seconds: the end of both, and of the login. */
    readonly exp: number;
  }

  async function lastTokens(): Promise<LastTokens> {
    const machine = await enrolledMachine(server, "alice");
    const login = await approvedLogin(server, machine, { client_id });
    const form = { client_id };
    const tokens = (await poll(server, login, { form })).as(tokenAnswerSchema);
    server.pass(REFRESH_TOKEN_SECONDS - 600);
    const renewed = (await refresh(server, machine, login, tokens.refresh_token, { form })).as(tokenAnswerSchema);
    const { exp } = (await accessToken.read(renewed.access_token)).claims;
    const family = await server.services.db
      .selectFrom("token_families")
      .select("expires_at")
      .where("login_id", "=", login.id)
      .executeTakeFirstOrThrow();
    expect(exp).toBe(Math.floor(family.expires_at / 1000));
    const exchanged = await exchangedFor(server, renewed.access_token, "api");
    return { machine, refreshToken: renewed.refresh_token, last: renewed.access_token, exchanged, exp };
  }

  const isEnded = async ({ last, exchanged }: LastTokens) =>
    Promise.all([isListedAsEnded(server, last), isListedAsEnded(server, exchanged)]);
  const giveBack = (token: string) => postForm(server, "/oauth/revoke", { client_id, token });
  const shell = { note: null, by: SERVER_SHELL };

  const ENDINGS: Readonly<Record<string, (tokens: LastTokens) => Promise<unknown>>> = {
    "revoked by its refresh token": ({ refreshToken }) => giveBack(refreshToken),
    "revoked by itself": ({ last }) => giveBack(last),
    "of a person who was suspended": ({ machine }) => suspendUser(server.services, machine.user.name, shell),
    "of a machine that was quarantined": ({ machine }) => quarantineMachine(server.services, machine.boundSetId, shell),
    "of a program that was removed": () =>
      server.services.db.updateTable("clients").set({ state: "revoked" }).where("id", "=", client_id).execute(),
  };

  describe.each(Object.keys(ENDINGS))("a token %s", (ending) => {
    const end = async (tokens: LastTokens): Promise<void> => void (await ENDINGS[ending]?.(tokens));
    const restore = async ({ machine }: LastTokens): Promise<void> => {
      const { db } = server.services;
      await db.updateTable("clients").set({ state: "active" }).where("id", "=", client_id).execute();
      await db.updateTable("users").set({ state: "active" }).where("id", "=", machine.user.id).execute();
    };

    it("stays listed as ended for as long as any API may take it", async () => {
      const tokens = await lastTokens();
      await end(tokens);
      for (const after of [-1, 0, 1, CLOCK_LEEWAY_SECONDS, LONGEST_API_LEEWAY_SECONDS]) {
        server.pass(tokens.exp + after - server.now());
        await tidy(server.services);
        expect([after, await isEnded(tokens)]).toEqual([after, [true, true]]);
      }
      await restore(tokens);
    });

    it("is listed at once where that comes after its end, while an API may still take it", async () => {
      const tokens = await lastTokens();
      server.pass(tokens.exp + 30 - server.now());
      await tidy(server.services);
      expect(await isEnded(tokens)).toEqual([false, false]);
      await end(tokens);
      server.pass(5);
      expect(await isEnded(tokens)).toEqual([true, true]);
      await restore(tokens);
    });
  });
});
