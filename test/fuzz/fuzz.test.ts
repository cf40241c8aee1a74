import { expect, it } from "vitest";
import { afterTests } from "../support/after-tests.ts";
import { fuzz } from "./run-fuzz.ts";

// A part of `npm run fuzz`, with a seed of its own each time; what it finds names the seed.

const atEnd = afterTests();

const COUNT = 5000;
/** At most, on a machine that is busy with other tests: nothing is judged by it. */
const TAKES_MS = 300_000;

it(
  "5000 spoilt messages are answered by closed codes, move nothing, and break nothing",
  async () => {
    const seed = Math.floor(Math.random() * 2 ** 30);
    const results = await fuzz({ count: COUNT, seed }, atEnd, () => undefined);
    expect(
      results.flatMap(({ target, findings }) => findings.map((finding) => ({ seed, target, ...finding }))),
    ).toEqual([]);
    expect(results.reduce((sum, { inputs }) => sum + inputs, 0)).toBeGreaterThanOrEqual(COUNT);
  },
  TAKES_MS,
);
