import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import type { Lease } from "@nearside/shared/oauth/lease.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import { requestIdOf, STARTED } from "../about.ts";
import { LEASE, type Plan } from "../login.ts";
import type { Flaw } from "./flaw.ts";

/** The touch, from which the time of a lease counts. */
const TOUCHED = STARTED + 10;
const SHORT: Lease = { ...LEASE, for: 600 };
const ADDING: Lease = { ...LEASE, after: requestIdOf("an earlier lease") };
const DEPLOY = { type: "deploy", target: "prod" };

/** The facts say more than the lease, and the token grants the same. */
const beside = (facts: Partial<Facts>, token: Partial<AccessToken["claims"]> = {}, lease: Lease = LEASE): Plan => ({
  lease,
  facts: (honest) => ({ ...honest, ...facts }),
  token: { claims: (honest) => ({ ...honest, ...token }) },
});

/** A login for a lease (protocol §12). */
export const leaseFlaws = (): Flaw[] => [...factsFlaws(), ...tokenFlaws()];

const factsFlaws = (): Flaw[] => {
  const flaw = (name: string, why: string, member: keyof Facts, plan: Plan, of: Flaw["of"] = "lease"): Flaw => ({
    ...{ name, why, layer: "checkFactsLease", code: "facts_mismatch", field: `facts.${member}`, plan },
    of,
  });
  return [
    {
      name: "login that shows an earlier lease",
      why: "It is for no lease.",
      layer: "checkFactsLease",
      code: "facts_mismatch",
      field: "facts.earlier",
      plan: { facts: (honest) => ({ ...honest, earlier: [LEASE] }) },
    },
    flaw(
      "lease that adds to nothing and shows an earlier one",
      "after is left out: people would take what is new for what there was.",
      "earlier",
      beside({ earlier: [LEASE] }),
    ),
    flaw("lease that adds to one that is not shown", "after is there, earlier is not.", "earlier", {
      lease: ADDING,
      facts: ({ earlier: _left, ...honest }) => honest,
    }),
    flaw(
      "lease that adds to what is no lease",
      "earlier has other details.",
      "earlier",
      beside({ earlier: [DEPLOY] }, {}, ADDING),
    ),
    flaw(
      "lease beside another detail",
      "One touch would approve both, and the other one is no lease.",
      "authorization_details",
      beside({ authorization_details: [LEASE, DEPLOY] }, { authorization_details: [LEASE, DEPLOY] }),
    ),
    flaw(
      "lease that is not of its form",
      "for is missing: nobody could say when it ends.",
      "authorization_details",
      beside(
        { authorization_details: [{ ...LEASE, for: undefined }] },
        { authorization_details: [{ ...LEASE, for: undefined }] },
      ),
    ),
    flaw(
      "lease with a scope of its own",
      "The lease's own token would open APIs.",
      "scope",
      beside({ scope: "deploy" }, { scope: "deploy" }),
    ),
    flaw(
      "lease with an API of its own",
      "The lease's own token would open it.",
      "resource",
      beside({ resource: ["https://api.example.com"] }, { aud: ["https://api.example.com"] }),
    ),
    flaw("lease from a host", "A lease begins on its person's machine.", "place", { lease: LEASE }, "elsewhere"),
    flaw(
      "lease for a program that only knows a redirect",
      "The keeper asks for a lease itself.",
      "redirect",
      { lease: LEASE },
      "redirect",
    ),
  ];
};

const tokenFlaws = (): Flaw[] => {
  const flaw = (name: string, why: string, plan: Plan): Flaw => ({
    ...{ name, why, layer: "checkTokenGrant", code: "token_mismatch", field: "token.exp", of: "lease", plan },
  });
  const until = (exp: number): NonNullable<Plan["token"]> => ({ claims: (honest) => ({ ...honest, exp }) });
  return [
    flaw("token that outlives its lease", "exp is a second beyond for, counted from the touch.", {
      lease: SHORT,
      decision: { claims: (honest) => ({ ...honest, lifetime: { access_token: 900, refresh_token: 900 } }) },
      token: until(TOUCHED + 601),
    }),
    flaw("token that outlives the part of its lease that a rule left", "exp is a second beyond it.", {
      lease: LEASE,
      decision: { claims: (honest) => ({ ...honest, lifetime: { access_token: 900, refresh_token: 600 } }) },
      token: until(TOUCHED + 601),
    }),
  ];
};
