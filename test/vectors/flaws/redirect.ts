import type { Redirect } from "@nearside/shared/claims.ts";
import { acrOf, type Proof } from "@nearside/shared/proof/proof-tier.ts";
import type { Plan } from "../login.ts";
import type { Flaw } from "./flaw.ts";

const told = (change: Partial<Redirect>): Plan => ({
  facts: (honest) =>
    honest.redirect === undefined ? honest : { ...honest, redirect: { ...honest.redirect, ...change } },
});

/** The token's class fits what its proof says: only the chain says otherwise. */
const proved = (change: (honest: Proof) => Proof): Plan => ({
  token: {
    claims: (honest) => {
      if (honest.proof === undefined) return honest;
      const proof = change(honest.proof);
      return { ...honest, proof, acr: acrOf(proof) };
    },
  },
});

/** A login for a program that only knows a redirect (protocol §6, threats R33 to R36). */
export const redirectFlaws = (): Flaw[] => [...factsFlaws(), ...tokenFlaws()];

const factsFlaws = (): Flaw[] => [
  {
    of: "redirect",
    name: "facts that show another program than the machine saw",
    why: "redirect.executable differs between facts and device statement: the person would approve for another program.",
    layer: "checkFactsContext",
    code: "facts_mismatch",
    field: "facts.redirect",
    plan: told({ executable: "/usr/bin/git-credential-oauth" }),
  },
  {
    of: "redirect",
    name: "facts that name another challenge than the machine vouched for",
    why: "redirect.code_challenge is an attacker's own, whose verifier he has.",
    layer: "checkFactsContext",
    code: "facts_mismatch",
    field: "facts.redirect",
    plan: told({ code_challenge: "A".repeat(43) }),
  },
];

const tokenFlaws = (): Flaw[] => [
  {
    of: "redirect",
    name: "token of such a program that is passed off as a command line's",
    why: "proof does not say that the program only knows a redirect, and the class is that of the machine itself.",
    layer: "checkTokenProof",
    code: "token_mismatch",
    field: "token.proof.program",
    plan: proved(({ program: _, ...honest }) => honest),
  },
  {
    name: "token of a command line that is said to be such a program's",
    why: "proof.program is redirect, and the machine vouched for no program.",
    layer: "checkTokenProof",
    code: "token_mismatch",
    field: "token.proof.program",
    plan: proved((honest) => ({ ...honest, program: "redirect" })),
  },
  {
    name: "token of a command line that is bound to no key",
    why: "cnf is missing: whoever holds it could use it.",
    layer: "checkTokenProof",
    code: "token_mismatch",
    field: "token.cnf",
    plan: { token: { claims: ({ cnf: _, ...honest }) => honest } },
  },
  {
    of: "redirect",
    name: "bearer token of a higher class than such programs get",
    why: "acr is the class of a login on the machine itself, and proof.program is redirect.",
    layer: "checkTokenClass",
    code: "token_mismatch",
    field: "token.acr",
    plan: { token: { claims: (honest) => ({ ...honest, acr: "urn:nearside:acr:same-machine" }) } },
  },
];
