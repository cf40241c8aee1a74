import * as v from "valibot";
import type { Channel } from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

export const peerSchema = v.strictObject({
  account: v.picklist(["same", "unknown"]),
  process: v.nullable(v.pipe(v.string(), v.maxLength(255))),
  forwarded: v.picklist(["no", "unknown"]),
});

/** "I am the command line of this request and was met", by the session key (protocol §4.3); at enrolment by the device key. */
export const presenceProof = defineStatement(
  "nearside-presence+jwt",
  "jwk",
  v.strictObject({
    /** H(request). */
    request: sha256TextSchema,
    /** `nonce` and `xn` of the hello that this answers. */
    nonce: randomIdSchema,
    xn: randomIdSchema,
    /** Thumbprint of the extension key that said the hello. */
    jkt: sha256TextSchema,
    /** The process at the other end of the connection, as this machine's system tells it (protocol §4.2). */
    peer: peerSchema,
    /** The way on which the hello came: by native messaging, or left out, over loopback. */
    channel: v.exactOptional(v.literal("native")),
  }),
);
export type PresenceProof = Read<typeof presenceProof>;

/** The way on which the command line was met, as it says. */
export const channelOf = ({ channel }: Pick<PresenceProof["claims"], "channel">): Channel => channel ?? "loopback";
