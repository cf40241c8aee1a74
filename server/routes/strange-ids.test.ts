import { apiErrorSchema } from "@nearside/shared/api/api-error.ts";
import * as v from "valibot";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createApp } from "../app.ts";
import { openWorld, type World } from "../temporary-world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

it.each([
  ["requests", "%00", "request_unknown"],
  ["requests", "rq_AAAAAAAAAAAAAAAAAAAAAA%00", "request_unknown"],
  ["requests", "%ED%A0%80", "request_unknown"],
  ["enrolments", "%00", "enrolment_unknown"],
  ["enrolments", "x".repeat(60), "enrolment_unknown"],
])("answers a stranger's /api/%s/%s/nonce with 404, and is no bug of ours", async (what, id, error) => {
  const { host } = new URL(world.ground.config.issuer);
  const answer = await createApp(world.ground, new Map()).request(`/api/${what}/${id}/nonce`, {
    method: "POST",
    headers: { host, "content-type": "application/json" },
    body: "{}",
  });
  expect([answer.status, v.parse(apiErrorSchema, await answer.json()).error]).toEqual([404, error]);
  expect(world.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
});
