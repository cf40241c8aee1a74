import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import type { WrittenTokenAnswer } from "@nearside/shared/oauth/token-response.ts";
import { beforeEach, expect, it } from "vitest";
import { approvedLogin, type MetLogin } from "../../../../test/kit/log-in.ts";
import { poll } from "../../../../test/kit/login-steps.ts";
import { demandCommandLine } from "../../../register/clients/find-client.ts";
import { findFamily } from "../../../register/tokens/token-store.ts";
import type { Services } from "../../../surfaces/wiring/services.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { eventsSince } from "../../../testing/ledger.ts";
import { serverForEach } from "../../../testing/server-for-tests.ts";
import { demandLogin, pollLogin } from "./poll-login.ts";

const server = serverForEach();
let login: MetLogin;
beforeEach(async () => {
  login = await approvedLogin(server, await enrolledMachine(server, "alice"));
});

const suspendEverybody = ({ db }: Services) => db.updateTable("users").set({ state: "suspended" }).execute();

/** Polls once at a server that has these services. */
const pollOn = async (services: Services): Promise<WrittenTokenAnswer> => {
  const { authorization, session } = login;
  const client = await demandCommandLine(services, "nearside-cli");
  const { signal: gone } = new AbortController();
  const from = { address: "192.0.2.1", gone, knownTrouble: undefined, knownWanted: undefined, knownSecond: undefined };
  const found = await demandLogin(services, authorization.device_code, session.thumbprint, client);
  const answer = await pollLogin(services, found, from);
  return "authorization_code" in answer ? expect.unreachable() : answer;
};

it("issues nothing when the person is locked out while the token is being signed (threat R16)", async () => {
  const { services } = server;
  const { signer } = services.keys;
  const lockingOut: typeof signer = {
    ...signer,
    sign: async (header, payload) => {
      await suspendEverybody(services);
      return signer.sign(header, payload);
    },
  };
  const during: Services = { ...services, keys: { ...services.keys, signer: lockingOut } };
  await expect(pollOn(during)).rejects.toThrow("user_inactive");
  expect(await services.db.selectFrom("token_families").select("id").execute()).toEqual([]);
  expect(await services.db.selectFrom("logins").select("state").execute()).toEqual([{ state: "approved" }]);
});

it("names in the security log a lost answer that is asked for again in vain", async () => {
  await poll(server, login);
  await suspendEverybody(server.services);
  expect((await poll(server, login)).outcome).toBe("400 invalid_grant/user_inactive");
  expect((await eventsSince(server, 0)).at(-1)).toEqual({
    kind: "login_step_refused",
    subject: login.id,
    data: { step: "redeem", code: "user_inactive", field: "user" },
  });
});

it("gives the lifetimes that were agreed to, whatever the settings say since (protocol §4.5)", async () => {
  const { services } = server;
  const clients = services.config.clients.map((client) => ({
    ...client,
    accessTokenSeconds: 3600,
    refreshTokenSeconds: 31_536_000,
  }));
  const later: Services = { ...services, config: { ...services.config, clients } };
  const tokens = await pollOn(later);
  const { claims } = await accessToken.read(tokens.access_token);
  expect(claims.exp - claims.iat).toBe(900);
  const family = await findFamily(services.db, { loginId: login.id });
  expect(family && family.expiresAt - family.createdAt).toBe(43_200_000);
});
