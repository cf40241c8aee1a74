import type { WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import type { KeyIn } from "@nearside/shared/signing/jws.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { deviceStatement } from "@nearside/shared/statements/device.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { request } from "@nearside/shared/statements/request.ts";
import type { Parties, Party } from "../parties.ts";

/** The links that every login has. */
export type Member = Exclude<keyof WrittenChain, "relay" | "security_key" | "rests_on" | "co_approvals">;

/** The statements of a login that are JWS, each with its signer. */
export interface Link {
  readonly member: Exclude<Member, "facts" | "assertion">;
  readonly typ: string;
  readonly keyIn: KeyIn;
  readonly party: Party;
}

export const linksOf = ({ device, server, extension, session }: Parties): readonly Link[] => [
  { member: "device_statement", typ: deviceStatement.typ, keyIn: "kid", party: device },
  { member: "request", typ: request.typ, keyIn: "kid", party: server },
  { member: "nonce", typ: nonce.typ, keyIn: "kid", party: server },
  { member: "hello", typ: hello.typ, keyIn: "jwk", party: extension },
  { member: "presence_proof", typ: presenceProof.typ, keyIn: "jwk", party: session },
  { member: "attestation", typ: attestation.typ, keyIn: "jwk", party: extension },
  { member: "decision", typ: decision.typ, keyIn: "kid", party: server },
  { member: "access_token", typ: accessToken.typ, keyIn: "kid", party: server },
];
