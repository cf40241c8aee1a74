import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Ground } from "../ground.ts";
import {
  approvedLogin,
  clientOf,
  type EnrolledMachine,
  enrolledMachine,
  eventsOf,
  openWorld,
  redeemed,
  refreshRequest,
  type World,
} from "../temporary-world.ts";
import { refreshTokens } from "./refresh-tokens.ts";

let world: World;
let machine: EnrolledMachine;
beforeEach(async () => {
  world = await openWorld();
  machine = await enrolledMachine(world, "alice");
});
afterEach(() => world.close());

const suspend = ({ db }: Ground) => db.updateTable("users").set({ state: "suspended" }).execute();

it("issues nothing when the person is locked out while the token is being signed (threat R16)", async () => {
  const login = await approvedLogin(world, machine);
  const { ground } = world;
  const signer: typeof ground.keys.signer = {
    ...ground.keys.signer,
    sign: async (header, payload) => {
      await suspend(ground);
      return ground.keys.signer.sign(header, payload);
    },
  };
  const during: World = { ...world, ground: { ...ground, keys: { ...ground.keys, signer } } };
  await expect(redeemed(during, login)).rejects.toThrow("user_inactive");
  expect(await ground.db.selectFrom("token_families").select("id").execute()).toEqual([]);
  expect(await ground.db.selectFrom("logins").select("state").execute()).toEqual([{ state: "approved" }]);
});

it("names in the security log a lost answer that is asked for again in vain", async () => {
  const login = await approvedLogin(world, machine);
  await redeemed(world, login);
  await suspend(world.ground);
  await expect(redeemed(world, login)).rejects.toThrow("user_inactive");
  expect((await eventsOf(world.ground.db, login.id)).at(-1)).toEqual({
    kind: "login_step_refused",
    data: JSON.stringify({ step: "redeem", code: "user_inactive", field: "user" }),
  });
});

it("gives the lifetimes that were agreed to, whatever the settings say since (protocol §4.5)", async () => {
  const login = await approvedLogin(world, machine);
  const { ground } = world;
  const client = { ...clientOf(ground), accessTokenSeconds: 3600, refreshTokenSeconds: 31_536_000 };
  const later: World = { ...world, ground: { ...ground, config: { ...ground.config, clients: [client] } } };
  const tokens = await redeemed(later, login);
  const { claims } = await accessToken.read(tokens.access_token);
  expect(claims.exp - claims.iat).toBe(900);
  const [family] = await ground.db.selectFrom("token_families").select(["created_at", "expires_at"]).execute();
  expect(family && family.expires_at - family.created_at).toBe(43_200_000);
  const again = await refreshTokens(later.ground, await refreshRequest(later, machine, login, tokens.refresh_token));
  expect(again.expires_in).toBe(900);
});
