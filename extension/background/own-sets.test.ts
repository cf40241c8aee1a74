import { expect, it } from "vitest";
import { newSigner } from "../../test/kit/keys.ts";
import type { BoundSet } from "../keys/bound-set.ts";
import { madeUpWorld, NOW, newUsableSet } from "../testing/made-up-world.ts";
import { forgetAbandoned } from "./own-sets.ts";

it("forgets what signed nothing in a day, and nothing else", async () => {
  const device = await newSigner();
  const usable = await newUsableSet(device, { made_at: 0 });
  const { receipt: _, ...bound } = await newUsableSet(device, { made_at: 0 });
  const pending: BoundSet = { ...bound, state: "enrolling" };
  const abandoned: BoundSet = { ...pending, passkey: null, thumbprint: `${"B".repeat(42)}A` };
  const recent: BoundSet = { ...abandoned, made_at: NOW - 60, thumbprint: `${"C".repeat(42)}A` };
  const { services } = await madeUpWorld(async () => [usable, pending, abandoned, recent]);
  await forgetAbandoned(services);
  expect((await services.boundSets.all()).map(({ thumbprint }) => thumbprint).sort()).toEqual(
    [usable, pending, recent].map(({ thumbprint }) => thumbprint).sort(),
  );
});
