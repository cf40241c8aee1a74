import type { Socket } from "node:net";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { PeerRefusal } from "@nearside/shared/statements/peer-refusal.ts";
import type { PresenceProof } from "@nearside/shared/statements/presence.ts";
import type { PeerOf } from "../peer/peer.ts";

export type PeerRefusalCode = PeerRefusal["claims"]["code"];

export type VerifyPeer = (socket: Socket) => Promise<PresenceProof["claims"]["peer"]>;

/**
 * Asks who is at the other end, in the words of the presence proof (protocol §4.2). A process of another account and a
 * known forwarder are turned away with `peer_other_account` and `peer_forwarded`; the unknown is recorded for the server's
 * policy.
 *
 * @param onRefused called once for each code: a program that knocks again and again must not fill the terminal
 */
export function createPeerGate(peerOf: PeerOf, onRefused: (code: PeerRefusalCode) => void): VerifyPeer {
  peerOf.warm?.();
  const reported = new Set<PeerRefusalCode>();
  const turnAway = (code: PeerRefusalCode): never => {
    if (!reported.has(code)) {
      reported.add(code);
      onRefused(code);
    }
    return refuse(code, "peer");
  };
  return async (socket) => {
    const { account, process, forwarded } = await peerOf(socket);
    if (account === "other") return turnAway("peer_other_account");
    if (forwarded === "yes") return turnAway("peer_forwarded");
    return { account, process, forwarded };
  };
}
