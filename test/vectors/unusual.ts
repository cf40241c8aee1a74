import type { WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import type { CoDecision } from "@nearside/shared/statements/co-decision.ts";
import { STARTED, VECTORS_ISSUER } from "./about.ts";
import type { Flaw } from "./flaws/flaw.ts";
import { LEASE, type Plan } from "./login.ts";
import type { Parties } from "./parties.ts";

/** A chain at the edge of what is taken: a verifier that refuses it is stricter than the text. */
interface Unusual extends Pick<Flaw, "name" | "why" | "of" | "chain"> {
  readonly plan?: Plan;
}

const TOUCHED = STARTED + 10;

const token = (change: (honest: AccessToken["claims"]) => AccessToken["claims"]): Plan => ({
  token: { claims: change },
});

export const unusualChains = (parties: Parties, honest: WrittenChain): Unusual[] => [
  ...tokens(),
  ...decisions(),
  ...secondApprovals(parties),
  {
    name: "login from a host that was met through the keeper natively",
    why: "channel is in the relay, and in no presence proof.",
    of: "elsewhere",
    plan: {
      relay: { claims: (claims) => ({ ...claims, channel: "native" }) },
      hopAttestation: { claims: (claims) => ({ ...claims, loopback: null }) },
    },
  },
  {
    name: "touch with what a browser's extensions said",
    why: "Older documents have it as it came, and nobody judges it.",
    chain: { assertion: { ...honest.assertion, clientExtensionResults: { credProps: { rk: true } } } },
  },
];

const tokens = (): Unusual[] => [
  {
    name: "token from before its proof was told",
    why: "It is of the lowest class.",
    plan: token(({ proof: _, ...honest }) => ({ ...honest, amr: ["pop", "user"] })),
  },
  {
    name: "token whose status list has the longest name",
    why: "64 characters.",
    plan: token((honest) => ({
      ...honest,
      status: { status_list: { idx: 0, uri: `${VECTORS_ISSUER}/oauth/status/${"-".repeat(64)}` } },
    })),
  },
  {
    name: "lease that adds to nothing, and its token that ends with it",
    why: "exp is the touch and for.",
    of: "lease",
    plan: { lease: { ...LEASE, for: 600 }, ...token((honest) => ({ ...honest, exp: TOUCHED + 600 })) },
  },
];

const decisions = (): Unusual[] => [
  {
    name: "decision with the longest texts that there are",
    why: "Each is as long as it may be.",
    plan: {
      decision: {
        claims: (honest) => ({
          ...honest,
          rules: { outcome: "approve", version: "v".repeat(64), decided_by: ["a".repeat(64), "0"] },
          justification: "j".repeat(1024),
          ticket: "OPSOPSOPSOPSOPS9-1234567890",
        }),
      },
    },
  },
  {
    name: "decision with the shortest texts that there are",
    why: "Each is as short as it may be.",
    plan: {
      decision: {
        claims: (honest) => ({
          ...honest,
          rules: { outcome: "approve", version: "1" },
          justification: "ten or so.",
          ticket: "A-1",
        }),
      },
    },
  },
  {
    name: "decision that rests on an approval that is as old as it may be",
    why: "It is 298 seconds old, and stands for 298.",
    of: "resting",
    plan: {
      decision: {
        claims: ({ rests_on, ...honest }) =>
          rests_on === undefined ? honest : { ...honest, rests_on: { ...rests_on, stands: 298 } },
      },
    },
  },
];

const secondApprovals = ({ approvers }: Parties): Unusual[] => {
  const at = (name: string, iat: number): Unusual => ({
    name: `co-decision ${name}`,
    why: "Its time is included.",
    of: "seconded",
    plan: {
      others: approvers.slice(0, 1).map((by) => ({
        by,
        coDecision: { claims: (honest: CoDecision["claims"]) => ({ ...honest, iat, exp: iat + 300 }) },
      })),
    },
  });
  return [
    at("of the second of the first approval", TOUCHED),
    at("of the last second that the rules give", TOUCHED + 900),
  ];
};
