import { expect, it } from "vitest";
import { fetchByKeeper } from "./fetch-by-keeper.ts";

/** No keeper is there: only what would be said to one gets as far. */
const here = { doorway: { folder: "/nowhere", socket: "/nowhere/keeper.sock", uid: 0 }, lease: `rq_${"A".repeat(22)}` };
const ask = { url: "https://api.example.com/orders", method: "POST" as const, headers: [], body: "{}" };
const fields = (count: number) =>
  Array.from({ length: count }, (_, number): [string, string] => [`x-${number}`, "value"]);
const says = (more: Partial<Parameters<typeof fetchByKeeper>[1]>) =>
  fetchByKeeper(here, { ...ask, ...more }, new AbortController().signal);

it("says which request is too long for the keeper, before it is asked", async () => {
  const tooLong = { code: "usage", message: expect.stringContaining("16384") };
  await expect(says({ body: "x".repeat(16_385) })).rejects.toMatchObject(tooLong);
  await expect(says({ url: `https://api.example.com/${"x".repeat(2048)}` })).rejects.toMatchObject(tooLong);
  await expect(says({ headers: fields(17) })).rejects.toMatchObject(tooLong);
  await expect(says({ body: "\u0001".repeat(16_384) })).rejects.toMatchObject(tooLong);
});

it("asks for every other one", async () => {
  await expect(says({})).rejects.toMatchObject({ code: "keeper_missing" });
  await expect(says({ body: "x".repeat(16_384), headers: fields(16) })).rejects.toMatchObject({
    code: "keeper_missing",
  });
});
