import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import { MALLORY, requestIdOf } from "../about.ts";
import type { Plan } from "../login.ts";
import type { Parties } from "../parties.ts";
import type { Flaw } from "./flaw.ts";
import { serverSignatureFlaws } from "./server-signature.ts";

const token = (claims: (honest: AccessToken["claims"]) => AccessToken["claims"]): Plan => ({ token: { claims } });

/** Protocol §4.6, checks 30–36. */
export const tokenFlaws = (parties: Parties): Flaw[] => [
  ...serverSignatureFlaws<AccessToken["claims"]>("token", "checkTokenSignature", parties, (twist) => ({
    token: twist,
  })),
  {
    name: "token for another login",
    why: "request is another login's id.",
    layer: "checkTokenRequest",
    code: "token_mismatch",
    field: "token.request",
    plan: token((honest) => ({ ...honest, request: requestIdOf("another login") })),
  },
  {
    name: "token for another session key",
    why: "cnf.jkt is not the key that asked.",
    layer: "checkTokenRequest",
    code: "token_mismatch",
    field: "token.cnf.jkt",
    plan: token((honest) => ({ ...honest, cnf: { jkt: parties.otherSession.thumbprint } })),
  },
  {
    name: "token in another person's name",
    why: "sub is not whom the machine is enrolled for.",
    layer: "checkTokenUser",
    code: "wrong_user",
    field: "token.sub",
    plan: token((honest) => ({ ...honest, sub: MALLORY.id })),
  },
  {
    name: "token that names another machine",
    why: "device is another key's thumbprint.",
    layer: "checkTokenDevice",
    code: "token_mismatch",
    field: "token.device",
    plan: token((honest) => ({ ...honest, device: parties.stranger.thumbprint })),
  },
  {
    name: "token that rests on another approval",
    why: "chain is the hash of something else.",
    layer: "checkTokenChain",
    code: "chain_mismatch",
    field: "token.chain",
    plan: token((honest) => ({ ...honest, chain: "A".repeat(43) })),
  },
  {
    name: "token for another program",
    why: "client_id is not the one that asked.",
    layer: "checkTokenGrant",
    code: "token_mismatch",
    field: "token.client_id",
    plan: token((honest) => ({ ...honest, client_id: "another" })),
  },
  {
    name: "token with more scope than was agreed to",
    why: "scope has one word more than the facts.",
    layer: "checkTokenGrant",
    code: "token_mismatch",
    field: "token.scope",
    plan: token((honest) => ({ ...honest, scope: `${honest.scope} admin` })),
  },
  {
    name: "token for one resource more than was agreed to",
    why: "aud has an entry that the facts do not have.",
    layer: "checkTokenGrant",
    code: "token_mismatch",
    field: "token.aud",
    plan: token((honest) => ({ ...honest, aud: [...honest.aud, "https://payroll.example.com"] })),
  },
  {
    name: "token with other details than were agreed to",
    why: "authorization_details name another target than the facts.",
    layer: "checkTokenGrant",
    code: "token_mismatch",
    field: "token.authorization_details",
    plan: token((honest) => ({ ...honest, authorization_details: [{ type: "deploy", target: "everything" }] })),
  },
  {
    name: "token that leaves out the details that were agreed to",
    why: "authorization_details are missing, so nothing narrows the scope.",
    layer: "checkTokenGrant",
    code: "token_mismatch",
    field: "token.authorization_details",
    plan: token(({ authorization_details: _, ...honest }) => honest),
  },
  {
    name: "token that lives longer than was agreed to",
    why: "exp is a second beyond the decision's lifetime.",
    layer: "checkTokenGrant",
    code: "token_mismatch",
    field: "token.exp",
    plan: token((honest) => ({ ...honest, exp: honest.exp + 1 })),
  },
  {
    name: "token that another token was exchanged for",
    why: "parent names the login's own token, of which this one came.",
    layer: "checkTokenOrigin",
    code: "token_mismatch",
    field: "token.parent",
    plan: token((honest) => ({ ...honest, parent: "A".repeat(22) })),
  },
  {
    name: "token by which somebody acts for the person",
    why: "act names a resource server.",
    layer: "checkTokenOrigin",
    code: "token_mismatch",
    field: "token.act",
    plan: token((honest) => ({ ...honest, act: { sub: "orders-api" } })),
  },
];
