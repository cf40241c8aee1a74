import { newStatusListId } from "@nearside/shared/ids.ts";
import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import { ACR_VALUES, acrOf, amrOf, type Proof } from "@nearside/shared/proof/proof-tier.ts";
import { MALLORY, requestIdOf, STARTED, VECTORS_ISSUER } from "../about.ts";
import type { Plan } from "../login.ts";
import type { Parties } from "../parties.ts";
import { type Flaw, OTHER_ISSUER } from "./flaw.ts";
import { serverSignatureFlaws } from "./server-signature.ts";

const token = (claims: (honest: AccessToken["claims"]) => AccessToken["claims"]): Plan => ({ token: { claims } });

/** Flaws of the access token (protocol §4.6). */
export const tokenFlaws = (parties: Parties): Flaw[] => [...grantFlaws(parties), ...proofFlaws(), ...stepUpFlaws()];

const grantFlaws = (parties: Parties): Flaw[] => [
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
    name: "token whose revocation is published nowhere",
    why: "status is missing: no API could hear that it was ended.",
    layer: "checkTokenStatus",
    code: "token_mismatch",
    field: "token.status",
    plan: token(({ status: _, ...honest }) => honest),
  },
  ...[OTHER_ISSUER, `${VECTORS_ISSUER}.evil.example`, `${VECTORS_ISSUER}/oauth`].map(
    (issuer): Flaw => ({
      name: `token whose revocation is published at ${issuer}`,
      why: "The list is not one of this server's: the owner of that address says what was ended.",
      layer: "checkTokenStatus",
      code: "token_mismatch",
      field: "token.status.status_list.uri",
      plan: token((honest) => ({
        ...honest,
        status: { status_list: { idx: 1, uri: `${issuer}/oauth/status/${newStatusListId(() => new Uint8Array(16))}` } },
      })),
    }),
  ),
  {
    name: "token whose status list is named with a slash behind",
    why: "Two addresses for one list.",
    layer: "checkTokenStatus",
    code: "token_mismatch",
    field: "token.status.status_list.uri",
    plan: token((honest) => ({
      ...honest,
      status: { status_list: { idx: 1, uri: `${VECTORS_ISSUER}/oauth/status/sl_AAAAAAAAAAAAAAAAAAAAAA/` } },
    })),
  },
  {
    name: "token that outlives its family",
    why: "exp is within the decision's access_token, and beyond its refresh_token.",
    layer: "checkTokenGrant",
    code: "token_mismatch",
    field: "token.exp",
    plan: {
      decision: { claims: (honest) => ({ ...honest, lifetime: { access_token: 900, refresh_token: 899 } }) },
    },
  },
  {
    name: "token that ends before it begins",
    why: "exp = iat - 1 s.",
    layer: "checkTokenGrant",
    code: "token_mismatch",
    field: "token.exp",
    plan: token((honest) => ({ ...honest, exp: honest.iat - 1 })),
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
  {
    name: "token that came out of a lease",
    why: "lease names one; such a token was counted, and is for one API.",
    layer: "checkTokenOrigin",
    code: "token_mismatch",
    field: "token.lease",
    plan: token((honest) => ({ ...honest, lease: { id: honest.request, once: true } })),
  },
];

const [, DEVICE_BOUND, HARDWARE] = ACR_VALUES;

/** The class and the methods fit what is claimed of the proof; only the chain says otherwise. */
const claiming = (change: Partial<Proof>): Plan =>
  token((honest) => {
    if (honest.proof === undefined) return honest;
    const proof = { ...honest.proof, ...change };
    return { ...honest, acr: acrOf(proof), amr: amrOf(proof), proof };
  });

const proofFlaws = (): Flaw[] => [
  {
    name: "token that claims a better place for the device key than was agreed to",
    why: "proof.key_storage is keyring, the decision's is file (threat R22).",
    layer: "checkTokenProof",
    code: "token_mismatch",
    field: "token.proof.key_storage",
    plan: claiming({ key_storage: "keyring" }),
  },
  {
    name: "token that claims a proven TPM where there was none",
    why: "proof.key_storage is tpm, the decision's is file (threat R22).",
    layer: "checkTokenProof",
    code: "token_mismatch",
    field: "token.proof.key_storage",
    plan: claiming({ key_storage: "tpm" }),
  },
  {
    name: "token that tells another peer than the command line saw",
    why: "proof.peer is unknown, the presence proof's account is same.",
    layer: "checkTokenProof",
    code: "token_mismatch",
    field: "token.proof.peer",
    plan: claiming({ peer: "unknown" }),
  },
  {
    name: "token that tells of a meeting through the keeper where there was none",
    why: "proof.channel is native, and both ends met over loopback: a rule that asks for native would be dodged.",
    layer: "checkTokenProof",
    code: "token_mismatch",
    field: "token.proof.channel",
    plan: claiming({ channel: "native" }),
  },
  {
    name: "token that tells of a meeting over loopback where it was through the keeper",
    why: "proof.channel is loopback, and both ends signed native.",
    layer: "checkTokenProof",
    code: "token_mismatch",
    field: "token.proof.channel",
    of: "native",
    plan: claiming({ channel: "loopback" }),
  },
  {
    name: "token that tells otherwise whether the peer was forwarded than the command line saw",
    why: "proof.forwarded is unknown, the presence proof's is no.",
    layer: "checkTokenProof",
    code: "token_mismatch",
    field: "token.proof.forwarded",
    plan: claiming({ forwarded: "unknown" }),
  },
  {
    name: "token that tells another kind of passkey than approved",
    why: "proof.passkey is synced, and the bound passkey can't be copied.",
    layer: "checkTokenProof",
    code: "token_mismatch",
    field: "token.proof.passkey",
    plan: claiming({ passkey: "synced" }),
  },
  {
    name: "token of a higher class than its proof is enough for",
    why: "acr is hardware, and the device key lies in a file (threat R22).",
    layer: "checkTokenClass",
    code: "token_mismatch",
    field: "token.acr",
    plan: token((honest) => ({ ...honest, acr: HARDWARE })),
  },
  {
    name: "token of a higher class that tells no proof",
    why: "Tokens from before the proof was told claimed the lowest class.",
    layer: "checkTokenClass",
    code: "token_mismatch",
    field: "token.acr",
    plan: token(({ proof: _, ...honest }) => ({ ...honest, acr: DEVICE_BOUND })),
  },
  {
    name: "token that claims hardware for a key in a file",
    why: "amr has hwk (RFC 8176 §2).",
    layer: "checkTokenClass",
    code: "token_mismatch",
    field: "token.amr",
    plan: token((honest) => ({ ...honest, amr: ["pop", "user", "hwk"] })),
  },
];

const stepUpFlaws = (): Flaw[] => [
  {
    name: "token of a lower class than was asked for",
    why: "The facts ask for hardware or device-bound, and the device key lies in a file (threat R22).",
    layer: "checkTokenStepUp",
    code: "proof_too_weak",
    field: "token.acr",
    plan: { facts: (honest) => ({ ...honest, acr_values: [HARDWARE, DEVICE_BOUND] }) },
  },
  {
    name: "token made long after an approval that had to be fresh",
    why: "The facts ask for an approval of the last ten seconds, and it is eleven old.",
    layer: "checkTokenStepUp",
    code: "approval_too_old",
    field: "token.auth_time",
    plan: {
      facts: (honest) => ({ ...honest, max_age: 10 }),
      ...token((honest) => ({ ...honest, iat: STARTED + 21 })),
    },
  },
];
