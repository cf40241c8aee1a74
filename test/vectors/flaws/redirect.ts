import type { Redirect } from "@nearside/shared/claims.ts";
import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import { acrOf, type Proof } from "@nearside/shared/proof/proof-tier.ts";
import type { Plan } from "../login.ts";
import type { Parties } from "../parties.ts";
import type { Flaw } from "./flaw.ts";

const told = (change: Partial<Redirect>): Plan => ({
  facts: (honest) =>
    honest.redirect === undefined ? honest : { ...honest, redirect: { ...honest.redirect, ...change } },
});

/** The token's class fits what its proof says: only the chain says otherwise. */
const proved = (change: (honest: Proof) => Proof, more: Partial<AccessToken["claims"]> = {}): Plan => ({
  token: {
    claims: (honest) => {
      if (honest.proof === undefined) return honest;
      const proof = change(honest.proof);
      return { ...honest, proof, acr: acrOf(proof), ...more };
    },
  },
});

/** A login for a program that only knows a redirect (protocol §6, threats R33 to R36). */
export const redirectFlaws = (parties: Parties): Flaw[] => [...factsFlaws(), ...tokenFlaws(parties)];

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

const tokenFlaws = ({ session, stranger }: Parties): Flaw[] => [
  {
    of: "redirect",
    name: "token of such a program that is passed off as a command line's",
    why: "proof does not say that the program only knows a redirect, and the class is that of the machine itself.",
    layer: "checkTokenProof",
    code: "token_mismatch",
    field: "token.proof.program",
    plan: proved(({ program: _, ...honest }) => honest, { cnf: { jkt: session.thumbprint } }),
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
    why: "cnf is missing: anybody who holds it could use it.",
    layer: "checkTokenRequest",
    code: "token_mismatch",
    field: "token.cnf.jkt",
    plan: { token: { claims: ({ cnf: _, ...honest }) => honest } },
  },
  {
    of: "redirect",
    name: "bearer token for a program that named its key",
    why: "redirect.dpop_jkt is in the facts, and cnf is missing (RFC 9449 §10).",
    layer: "checkTokenProof",
    code: "token_mismatch",
    field: "token.cnf",
    plan: { programKey: session.thumbprint, token: { claims: ({ cnf: _, ...honest }) => honest } },
  },
  {
    of: "redirect",
    name: "token for another key than the program named",
    why: "cnf.jkt is not redirect.dpop_jkt.",
    layer: "checkTokenProof",
    code: "token_mismatch",
    field: "token.cnf",
    plan: {
      programKey: session.thumbprint,
      token: { claims: (honest) => ({ ...honest, cnf: { jkt: stranger.thumbprint } }) },
    },
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
