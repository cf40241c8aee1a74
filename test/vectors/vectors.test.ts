import type { Chain, Trusted } from "@nearside/shared/chain/chain.ts";
import { readChain } from "@nearside/shared/chain/read-chain.ts";
import { APPROVAL_CHECKS, CHAIN_CHECKS, runChecks, verifyChain } from "@nearside/shared/chain/verify-chain.ts";
import { describe, expect, it } from "vitest";
import { ADA, BOB, knownOf as knownOfParties } from "./about.ts";
import { type Plan, writeSecondedLogin } from "./login.ts";
import { newVectors } from "./new-vectors.ts";
import { newParties, newParty } from "./parties.ts";
import { documentedCodes, fileOf, refusalLines, untested } from "./refusal-lines.ts";
import { codeAndField, refusalOf } from "./refusal-of.ts";
import { type ChainVector, chainVectorsSchema, readVectors, type UnusualChain } from "./vector.ts";

const { honest, native, other, resting, two_touches, elsewhere, redirect, lease, seconded, twice_seconded, ...file } =
  readVectors("vectors.json", chainVectorsSchema);
const { vectors, unusual } = file;
const BASES = { resting, two_touches, native, elsewhere, redirect, lease, seconded, twice_seconded };
const EARLIER = "earlier: ";
const LEFT_OUT = ["relay", "co_approvals"];
const unreadable = vectors.filter(({ layer }) => layer === "read");
const refused = vectors.filter(({ layer }) => layer !== "read");

function read({ of, chain, rests_on }: Pick<ChainVector, "of" | "chain" | "rests_on">): Promise<Chain> {
  const base = (of === undefined ? honest : BASES[of]).chain;
  const earlier = rests_on === undefined ? {} : { rests_on: { ...Object(base["rests_on"]), ...rests_on } };
  const members = Object.entries({ ...base, ...chain, ...earlier });
  // a vector says with null that a member of the honest chain is left out
  return readChain(Object.fromEntries(members.filter(([name, value]) => !(LEFT_OUT.includes(name) && value === null))));
}
const knownOf = ({ known = {} }: ChainVector): Trusted => {
  const changed = Object.entries(known).filter(([, value]) => value !== undefined);
  return { ...honest.known, ...Object.fromEntries(changed) };
};

/** Every check by itself, whatever the others say: name of the check → how it refused. A chain's base comes first, as it is verified. */
async function refusalsOf(chain: Chain, trusted: Trusted) {
  const refusals = new Map<string, ReturnType<typeof codeAndField>>();
  const { earlier } = chain;
  if (earlier !== null)
    for (const check of APPROVAL_CHECKS) {
      const refusal = await refusalOf(() => check(earlier, trusted));
      if (refusal !== undefined) refusals.set(EARLIER + check.name, codeAndField(refusal));
    }
  for (const check of CHAIN_CHECKS) {
    const refusal = await refusalOf(() => check(chain, trusted));
    if (refusal !== undefined) refusals.set(check.name, codeAndField(refusal));
  }
  return refusals;
}

/** A rule that asks for a security key too. */
const TWO_TOUCHES: NonNullable<Plan["decision"]> = {
  claims: (honest) => ({ ...honest, require: { security_key: true } }),
};

describe("the honest chain", () => {
  it.each([
    ["this login", honest.chain],
    ["another login of the same machine", other.chain],
    ["a login that rests on an earlier approval", resting.chain],
    ["a login with a security key as well", two_touches.chain],
    ["a login that was met through the keeper", native.chain],
    ["a login from a host reached by SSH", elsewhere.chain],
    ["a login for a program that only knows a redirect", redirect.chain],
    ["a login for a lease", lease.chain],
    ["a login that another person approved as well", seconded.chain],
    ["a login that two other people approved as well", twice_seconded.chain],
  ])("is accepted by every check: %s", async (_which, written) => {
    const chain = await readChain(written);
    expect([...(await refusalsOf(chain, honest.known))]).toEqual([]);
    await verifyChain(chain, honest.known);
  });
});

describe("a chain that is seldom so", () => {
  it.each(unusual.map((one) => [one.name, one] as const))("is accepted by every check: %s", async (_name, one) => {
    const chain = await read(one);
    expect([...(await refusalsOf(chain, honest.known))]).toEqual([]);
    await verifyChain(chain, honest.known);
  });
});

it("another person's approval of a login from elsewhere, and of one with a security key, is accepted (protocol §11)", async () => {
  const server = await newParty();
  const parties = await newParties(ADA, server, [await newParties(BOB, server)]);
  for (const plan of [{ place: parties.place }, { securityKey: parties.securityKey, decision: TWO_TOUCHES }]) {
    const chain = await readChain(await writeSecondedLogin(parties, "seconded", plan));
    expect(chain.coApprovals.length).toBe(1);
    await verifyChain(chain, knownOfParties(parties));
  }
});

describe("the vectors", () => {
  it("have names of their own and layers that exist", () => {
    expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length);
    const ofEarlier = APPROVAL_CHECKS.map(({ name }) => EARLIER + name);
    const layers = new Set(["read", ...CHAIN_CHECKS.map(({ name }) => name), ...ofEarlier]);
    const named = vectors.flatMap(({ layer, also = [] }) => [layer, ...also]);
    expect(named.filter((layer) => !layers.has(layer))).toEqual([]);
  });

  it("are what `node test/vectors/generate.ts` writes, but for the keys", async () => {
    const fresh = (await newVectors())["vectors.json"];
    const withoutKeys = ({ chain, rests_on, known, ...flaw }: ChainVector) => ({
      ...flaw,
      members: [chain, rests_on ?? {}].map(Object.keys),
      known: Object.keys(known ?? {}),
    });
    expect(fresh.vectors.map(withoutKeys)).toEqual(vectors.map(withoutKeys));
    const told = ({ chain, rests_on, ...about }: UnusualChain) => ({
      ...about,
      members: [chain, rests_on ?? {}].map(Object.keys),
    });
    expect(fresh.unusual.map(told)).toEqual(unusual.map(told));
  });
});

describe("reading refuses", () => {
  it.each(unreadable.map((vector) => [vector.name, vector] as const))("%s", async (_name, vector) => {
    const { code, field } = vector;
    expect(codeAndField(await refusalOf(() => read(vector)))).toEqual({ code, field });
  });

  it("by every line that refuses", () => {
    const sources = ["signing/jws.ts", "encoding/json.ts", "statements/facts.ts", "statements/statement.ts"];
    const lines = sources.flatMap(refusalLines).filter(({ code }) => code !== "bad_signature");
    expect(untested(lines, unreadable)).toEqual([]);
    expect(lines.length).toBeGreaterThan(8);
  });
});

describe("verifying refuses", () => {
  it.each(refused.map((vector) => [vector.layer, vector.name, vector] as const))(
    "by %s: %s",
    async (_layer, _name, vector) => {
      const { layer, code, field, also = [] } = vector;
      const [chain, trusted] = [await read(vector), knownOf(vector)];
      const refusals = await refusalsOf(chain, trusted);
      expect(refusals.get(layer)).toEqual({ code, field });
      // These checks and no others: one flaw is one flaw.
      expect([...refusals.keys()].sort()).toEqual([layer, ...also].sort());
      const [first] = refusals.values();
      expect(codeAndField(await refusalOf(() => verifyChain(chain, trusted)))).toEqual(first);
    },
  );

  it.each(CHAIN_CHECKS.map(({ name }) => name))("by every line of %s", (name) => {
    const lines = refusalLines(fileOf(name));
    expect(lines.length).toBeGreaterThan(0);
    expect(
      untested(
        lines,
        refused.filter(({ layer }) => layer === name),
      ),
    ).toEqual([]);
  });

  it.each(CHAIN_CHECKS.map(({ name }) => name))("with no other code than the docstring of %s names", (name) => {
    const codes = [...refusalLines(fileOf(name)), ...refused.filter(({ layer }) => layer === name)].map(
      ({ code }) => code,
    );
    expect(documentedCodes(name)).toEqual(expect.arrayContaining([...new Set(codes)]));
  });
});

/** Checks whose every refusal another check repeats, and why the list has them all the same. */
const REPEATED: Readonly<Record<string, string>> = {
  checkApprovalPasskey:
    "the checks of the assertion and of its backup flags look the passkey up by the same function, and the library compares id and rawId; it comes first so that a person reads this reason",
  checkEarlierTouch:
    "a written chain has no place for a third approval, so the earlier one's own chain is refused for naming what is not there; the server asks this of two approvals before it signs that the one stands",
};

describe("take a check out", () => {
  it.each(CHAIN_CHECKS.map((check) => [check.name, check] as const))(
    "and a vector of its own is accepted: %s",
    async (name, check) => {
      const others = CHAIN_CHECKS.filter((one) => one !== check);
      const own = refused.filter(({ layer }) => layer === name);
      const alone = own.filter(({ also }) => also === undefined);
      if (name in REPEATED) {
        expect(alone).toEqual([]);
        for (const vector of own) {
          const [chain, trusted] = [await read(vector), knownOf(vector)];
          const verify = async () => {
            if (chain.earlier !== null) await runChecks(APPROVAL_CHECKS, chain.earlier, trusted);
            await runChecks(others, chain, trusted);
          };
          expect(await refusalOf(verify)).toBeDefined();
        }
        return;
      }
      expect(alone.length).toBeGreaterThan(0);
      for (const vector of alone) await runChecks(others, await read(vector), knownOf(vector));
    },
  );
});

describe("take out that the earlier approval is a chain of its own", () => {
  it.each(
    refused
      .filter(({ layer, also }) => layer.startsWith(EARLIER) && also === undefined)
      .map((one) => [one.name, one] as const),
  )("and it is accepted: %s", async (_name, vector) => {
    await runChecks(CHAIN_CHECKS, await read(vector), knownOf(vector));
  });
});
