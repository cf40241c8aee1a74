import * as v from "valibot";
import { secondsSchema } from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/** "Another program knocked", by the session key (protocol §4.2). */
export const peerRefusal = defineStatement(
  "nearside-peer-refusal+jwt",
  "jwk",
  v.strictObject({
    /** H(request). */
    request: sha256TextSchema,
    code: v.picklist(["peer_other_account", "peer_forwarded"]),
    jti: randomIdSchema,
    iat: secondsSchema,
  }),
);
export type PeerRefusal = Read<typeof peerRefusal>;
