import { afterEach, beforeEach, expect, it } from "vitest";
import {
  approvedLogin,
  type EnrolledMachine,
  enrolledMachine,
  openWorld,
  redeemed,
  refreshRequest,
  type StartedLogin,
  type World,
} from "../temporary-world.ts";
import { refreshTokens } from "./refresh-tokens.ts";

let world: World;
let machine: EnrolledMachine;
let login: StartedLogin;
let first: string;
beforeEach(async () => {
  world = await openWorld();
  machine = await enrolledMachine(world, "alice");
  login = await approvedLogin(world, machine);
  first = (await redeemed(world, login)).refresh_token;
});
afterEach(() => world.close());

const refresh = async (token: string) =>
  refreshTokens(world.ground, await refreshRequest(world, machine, login, token));
const familyStates = async () =>
  (await world.ground.db.selectFrom("token_families").select("state").execute()).map(({ state }) => state);

it("ends no credential when an answer was lost and two retries cross (protocol §4.6)", async () => {
  await refresh(first); // its answer is lost
  const retries = await Promise.allSettled([refresh(first), refresh(first)]);
  const won = retries.filter((retry) => retry.status === "fulfilled");
  expect(won).toHaveLength(1);
  expect(await familyStates()).toEqual(["active"]);
  await expect(refresh(won[0]?.value.refresh_token ?? "")).resolves.toMatchObject({ token_type: "DPoP" });
});

it("still ends the family when a token comes back whose successor was used", async () => {
  const second = await refresh(first);
  await refresh(second.refresh_token);
  await expect(refresh(first)).rejects.toThrow("refresh_reused");
  expect(await familyStates()).toEqual(["revoked"]);
});

it("issues nothing when the machine is revoked while the token is being signed (threat R16)", async () => {
  const { db, keys } = world.ground;
  const signer: typeof keys.signer = {
    ...keys.signer,
    sign: async (header, payload) => {
      await db.updateTable("devices").set({ state: "revoked" }).where("jkt", "=", machine.device.thumbprint).execute();
      return keys.signer.sign(header, payload);
    },
  };
  const asked = await refreshRequest(world, machine, login, first);
  await expect(refreshTokens({ ...world.ground, keys: { ...keys, signer } }, asked)).rejects.toThrow("device_revoked");
  const tokens = await db.selectFrom("refresh_tokens").select("state").execute();
  expect(tokens).toEqual([{ state: "active" }]);
});
