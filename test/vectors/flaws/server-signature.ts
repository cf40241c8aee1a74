import type { Signer } from "@nearside/shared/signing/keys.ts";
import { inTheNameOf } from "../../kit/keys.ts";
import type { Plan } from "../login.ts";
import type { Parties } from "../parties.ts";
import type { Twist } from "../twist.ts";
import { type Flaw, OTHER_ISSUER } from "./flaw.ts";

/** Protocol §2: the three ways in which a statement is not the server's. */
export function serverSignatureFlaws<Claims extends { readonly iss: string }>(
  what: string,
  layer: string,
  { server, stranger }: Parties,
  plan: (twist: Twist<Claims>) => Plan,
): Flaw[] {
  const by = (signer: Signer) => plan({ signer });
  return [
    {
      name: `${what} by an unknown server key`,
      why: `The ${what} is signed by a key that the server never published.`,
      layer,
      code: "key_mismatch",
      field: "kid",
      plan: by(stranger),
    },
    {
      name: `${what} whose kid is the server's, signed by another key`,
      why: `The ${what} names a key of the server and is signed by a stranger's.`,
      layer,
      code: "bad_signature",
      field: "signature",
      plan: by(inTheNameOf(server, stranger)),
    },
    {
      name: `${what} of another issuer`,
      why: `The ${what} is signed by the server's key, and its iss is another server's.`,
      layer,
      code: "wrong_issuer",
      field: "iss",
      plan: plan({ claims: (honest) => ({ ...honest, iss: OTHER_ISSUER }) }),
    },
  ];
}
