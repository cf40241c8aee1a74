import { readChain, type WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import { CHAIN_CHECKS, runChecks } from "@nearside/shared/chain/verify-chain.ts";
import { Refused } from "@nearside/shared/refused.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../kit/hostile-json.ts";
import { jsonOf, pathsOf, valueAt, withValueAt } from "../kit/json.ts";
import { ADA, knownOf, MALLORY } from "../vectors/about.ts";
import type { Link } from "../vectors/flaws/links.ts";
import { forge, partsOf } from "../vectors/forge.ts";
import { writeLogin } from "../vectors/login.ts";
import { newParties, type Party } from "../vectors/parties.ts";
import { refusalOf } from "../vectors/refusal-of.ts";
import { EFFORT } from "./effort.ts";

// Threats P2 and P3 by claims, not by bytes (those: test/vectors/mutations.test.ts): an attacker changes one claim, and signs.

const ada = await newParties(ADA);
const mallory = await newParties(MALLORY, ada.server);
const chain = await writeLogin(ada, "prod");
const trusted = knownOf(ada);
const verify = async (written: WrittenChain) => runChecks(CHAIN_CHECKS, await readChain(written), trusted);

type Member = Link["member"];
const LINKS: readonly (readonly [member: Member, by: Party])[] = [
  ["device_statement", ada.device],
  ["request", ada.server],
  ["nonce", ada.server],
  ["hello", ada.extension],
  ["presence_proof", ada.session],
  ["attestation", ada.extension],
  ["decision", ada.server],
  ["access_token", ada.server],
];
/** The server's own claim, which no other statement names: with its key it may say otherwise. */
const SERVERS_OWN: readonly Member[] = ["nonce", "access_token"];

/** Any other value: near the honest one, and far from it. */
function otherThan(honest: Json): fc.Arbitrary<Json> {
  const near: fc.Arbitrary<Json>[] = [];
  if (typeof honest === "number") near.push(fc.constantFrom(honest + 1, honest - 1, honest + 61, -honest));
  if (typeof honest === "string" && honest.length > 1)
    near.push(
      fc
        .nat({ max: honest.length - 1 })
        .map((at) => honest.slice(0, at) + (honest[at] === "A" ? "B" : "A") + honest.slice(at + 1)),
    );
  const far = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(mallory.device.thumbprint, "", null, 0));
  return fc
    .oneof(...near, ...near, far)
    .map((made) => jsonOf(made))
    .filter((made) => JSON.stringify(made) !== JSON.stringify(honest));
}

/** One claim of that statement is another, or is not there. */
function oneClaimChanged(member: Member): fc.Arbitrary<{ readonly header: string; readonly claims: string }> {
  const { header, claims } = partsOf(chain[member]);
  const honest = jsonOf(claims);
  return fc
    .constantFrom(...pathsOf(honest))
    .chain((path) =>
      fc
        .oneof({ weight: 5, arbitrary: otherThan(valueAt(honest, path) ?? null) }, fc.constant(undefined))
        .map((value) => ({ header: JSON.stringify(header), claims: JSON.stringify(withValueAt(honest, path, value)) })),
    );
}

const runs = { numRuns: 120 * EFFORT };

describe("one claim of one statement", () => {
  it.each(LINKS)("changed and signed by somebody else is refused: %s", async (member) => {
    await fc.assert(
      fc.asyncProperty(
        oneClaimChanged(member),
        fc.constantFrom(ada.stranger, mallory.device, mallory.extension, mallory.session),
        async ({ header, claims }, by) => {
          await expect(verify({ ...chain, [member]: await forge(by, header, claims) })).rejects.toThrow(Refused);
        },
      ),
      runs,
    );
  });

  it.each(LINKS.filter(([member]) => !SERVERS_OWN.includes(member)))(
    "changed and signed by its own party, whose key alone is stolen, is refused: %s",
    async (member, by) => {
      await fc.assert(
        fc.asyncProperty(oneClaimChanged(member), async ({ header, claims }) => {
          await expect(verify({ ...chain, [member]: await forge(by, header, claims) })).rejects.toThrow(Refused);
        }),
        runs,
      );
    },
  );
});

describe("chains of two people of one server, mixed", () => {
  it("are nobody's login, in each of the 1022 ways to mix their ten links, to who knows the one or the other", async () => {
    const [ours, theirs] = [await readChain(chain), await readChain(await writeLogin(mallory, "staging"))];
    const links = Object.entries(ours).flatMap(([name, link]) =>
      // nobody else was asked about either of them
      link === null || (Array.isArray(link) && link.length === 0) ? [] : [name],
    );
    for (const [whose, all] of [
      [trusted, []],
      [knownOf(mallory), links],
    ] as const) {
      const accepted: string[][] = [];
      for (let mix = 0; mix < 2 ** links.length; mix += 1) {
        const taken = links.filter((_, at) => (mix >> at) % 2 === 1);
        const others = Object.entries(theirs).filter(([name]) => taken.includes(name));
        const spliced = { ...ours, ...Object.fromEntries(others) };
        if ((await refusalOf(() => runChecks(CHAIN_CHECKS, spliced, whose))) === undefined) accepted.push(taken);
      }
      expect(accepted).toEqual([all]);
    }
  });

  it("are refused with any claims of the one put into the other, each signed by its own party", async () => {
    const theirs = await writeLogin(mallory, "staging");
    const signers = new Map(LINKS);
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(
          LINKS.map(([member]) => member),
          { minLength: 1 },
        ),
        fc.nat(),
        async (members, pick) => {
          const mixed: Record<string, unknown> = { ...chain };
          for (const member of members) {
            const [honest, other] = [partsOf(chain[member]), partsOf(theirs[member])];
            const names = Object.keys(honest.claims).filter((name) => honest.claims[name] !== other.claims[name]);
            const name = names[pick % Math.max(1, names.length)] ?? "jti";
            const claims = JSON.stringify({ ...honest.claims, [name]: other.claims[name] });
            // the server signs nothing for who mixes; the others may be in league
            const by = signers.get(member) === ada.server ? mallory.stranger : signers.get(member);
            if (by !== undefined) mixed[member] = await forge(by, JSON.stringify(honest.header), claims);
          }
          const thrown = await refusalOf(async () => runChecks(CHAIN_CHECKS, await readChain(mixed), trusted));
          expect(thrown).toBeInstanceOf(Refused);
        },
      ),
      runs,
    );
  });
});
