import { readChain } from "@nearside/shared/chain/read-chain.ts";
import { CHAIN_CHECKS, runChecks, verifyChain } from "@nearside/shared/chain/verify-chain.ts";
import { Refused } from "@nearside/shared/refused.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refusalOf } from "./refusal-of.ts";
import { chainVectorsSchema, readVectors } from "./vector.ts";

// Threats P2, P3 and P8 without a list of flaws: any byte changed, any two honest logins mixed.

const { honest, native, other, resting, two_touches, elsewhere, lease, seconded } = readVectors(
  "vectors.json",
  chainVectorsSchema,
);
const { known: trusted } = honest;

/** Every text of the chain, with its place. */
type Text = readonly [path: readonly string[], text: string];
const TEXTS: readonly Text[] = textsIn(honest.chain, []);
const MORE: readonly (readonly [string, object, readonly Text[]])[] = [
  ["that rests on an earlier approval", resting.chain, textsIn(resting.chain, [])],
  ["with a security key as well", two_touches.chain, textsIn(two_touches.chain, [])],
  ["that was met through the keeper", native.chain, textsIn(native.chain, [])],
  ["from a host reached by SSH", elsewhere.chain, textsIn(elsewhere.chain, [])],
  ["for a lease", lease.chain, textsIn(lease.chain, [])],
  ["that another person approved as well", seconded.chain, textsIn(seconded.chain, [])],
];

function textsIn(value: unknown, path: readonly string[]): Text[] {
  if (typeof value === "string") return [[path, value]];
  return Object.entries(Object(value)).flatMap(([name, inner]) => textsIn(inner, [...path, name]));
}

function replaced(value: unknown, [name, ...rest]: readonly string[], text: string): unknown {
  return name === undefined ? text : { ...Object(value), [name]: replaced(Object(value)[name], rest, text) };
}

const verify = async (written: unknown) => verifyChain(await readChain(written), trusted);

const BASE64URL = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"];
const letter = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...BASE64URL) },
  fc.constantFrom(".", "=", " ", "\n", '"', "{", "\\", "\0", "é"),
);

/** One character changed, put in, left out, or two swapped. */
const mutation = fc.oneof(
  letter.map((by) => (text: string, at: number) => text.slice(0, at) + by + text.slice(at + 1)),
  letter.map((by) => (text: string, at: number) => text.slice(0, at) + by + text.slice(at)),
  fc.constant((text: string, at: number) => text.slice(0, at) + text.slice(at + 1)),
  fc.constant(
    (text: string, at: number) => text.slice(0, at) + (text[at + 1] ?? "") + (text[at] ?? "") + text.slice(at + 2),
  ),
  fc.constant((text: string, at: number) => text.slice(0, at)),
);

describe("any one change of any text of the chain", () => {
  it.each(TEXTS)("is refused: %j", async (path, text) => {
    const change = fc.tuple(mutation, fc.nat({ max: text.length - 1 })).map(([mutate, at]) => mutate(text, at));
    await fc.assert(
      fc.asyncProperty(
        change.filter((changed) => changed !== text),
        async (changed) => {
          await expect(verify(replaced(honest.chain, path, changed))).rejects.toThrow(Refused);
        },
      ),
      { numRuns: 80 },
    );
  });

  it.each(MORE)("is refused, of one %s", async (_which, written, texts) => {
    await verify(written);
    const change = fc
      .constantFrom(...texts)
      .chain(([path, text]) =>
        fc
          .tuple(mutation, fc.nat({ max: text.length - 1 }))
          .map(([mutate, at]) => [path, text, mutate(text, at)] as const),
      );
    await fc.assert(
      fc.asyncProperty(
        change.filter(([, text, changed]) => changed !== text),
        async ([path, , changed]) => {
          await expect(verify(replaced(written, path, changed))).rejects.toThrow(Refused);
        },
      ),
      { numRuns: 600 },
    );
  });

  it("is refused at each place, when one bit of its character is another", async () => {
    for (const [path, text] of TEXTS) {
      const places = Array.from({ length: Math.ceil(text.length / 11) }, (_, step) => step * 11).concat(
        text.length - 1,
      );
      for (const at of places) {
        const flipped = String.fromCharCode(text.charCodeAt(at) ^ 1);
        const changed = text.slice(0, at) + flipped + text.slice(at + 1);
        expect([path, at, await refusalOf(() => verify(replaced(honest.chain, path, changed)))]).toEqual([
          path,
          at,
          expect.any(Refused),
        ]);
      }
    }
  });
});

describe("two honest logins of one command line, mixed", () => {
  it("are refused in each of the 1022 ways to mix their ten links", async () => {
    const [ours, theirs] = [await readChain(honest.chain), await readChain(other.chain)];
    const links = Object.entries(ours).flatMap(([name, link]) =>
      link === null || name === "coApprovals" ? [] : [name],
    );
    expect(links.length).toBe(10);
    const accepted: string[][] = [];
    for (let mix = 0; mix < 2 ** links.length; mix++) {
      const taken = links.filter((_, at) => (mix >> at) % 2 === 1);
      const spliced = {
        ...ours,
        ...Object.fromEntries(Object.entries(theirs).filter(([name]) => taken.includes(name))),
      };
      if ((await refusalOf(() => runChecks(CHAIN_CHECKS, spliced, trusted))) === undefined) accepted.push(taken);
    }
    expect(accepted).toEqual([[], links]);
  });
});
