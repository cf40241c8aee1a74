import { expect, it } from "vitest";
import { openSession } from "../session/session.ts";
import { ISSUER, memoryArea, NOW } from "../testing/made-up-world.ts";
import { noteServerTime, serverTime } from "./server-clock.ts";

function clock() {
  let time = NOW;
  const services = { session: openSession(memoryArea()), now: () => time };
  return {
    pass: (seconds: number) => {
      time += seconds;
    },
    signed: (iat: number) => noteServerTime(ISSUER, iat, services),
    tells: (issuer = ISSUER) => serverTime(issuer, services),
  };
}

it("is this browser's own until the server has signed something", async () => {
  expect(await clock().tells()).toBe(NOW);
});

it("is what the server signed, whichever way this browser's clock is wrong", async () => {
  for (const wrongBy of [-7200, -1, 1, 7200]) {
    const { signed, tells, pass } = clock();
    await signed(NOW + wrongBy);
    pass(100);
    expect(await tells()).toBe(NOW + wrongBy + 100);
    expect(await tells("https://other.example")).toBe(NOW + 100);
  }
});

it("is not set back by what was signed long ago, or is handed on again", async () => {
  const { signed, tells, pass } = clock();
  await signed(NOW);
  await signed(NOW - 3600);
  pass(400);
  await signed(NOW);
  expect(await tells()).toBe(NOW + 400);
  await signed(NOW + 402);
  expect(await tells()).toBe(NOW + 402);
});
