import { expect, it } from "vitest";
import { DpopNonces } from "./dpop-nonce.ts";

const MINUTE = 60_000;

it("takes a nonce for five minutes at least and ten at most, and no other", () => {
  let now = 7 * MINUTE;
  const random = (length: number) => new Uint8Array(length).fill(1);
  const nonces = new DpopNonces(() => now, random);
  const nonce = nonces.current();
  for (const [minute, taken] of [
    [7, true],
    [14.9, true],
    [15, false],
    [4.9, false],
  ] as const) {
    now = minute * MINUTE;
    expect(nonces.accepts(nonce)).toBe(taken);
  }
  now = 7 * MINUTE;
  const others = new DpopNonces(
    () => now,
    (length) => new Uint8Array(length).fill(2),
  );
  for (const wrong of [others.current(), "", nonce.slice(1), `${nonce}A`]) expect(nonces.accepts(wrong)).toBe(false);
});
