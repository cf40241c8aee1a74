import type { Socket } from "node:net";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { PresenceProof } from "@nearside/shared/statements/presence.ts";
import type { PeerOf } from "./peer.ts";

/**
 * Who is at the other end, as the presence proof says it (protocol §4.2): a process of another account and a known
 * forwarder are turned away, the unknown is recorded for the server's policy.
 *
 * @throws Refused `peer_other_account`, `peer_forwarded`
 */
export async function verifyPeer(socket: Socket, peerOf: PeerOf): Promise<PresenceProof["claims"]["peer"]> {
  const { account, process, forwarded } = await peerOf(socket);
  if (account === "other") return refuse("peer_other_account", "peer");
  if (forwarded === "yes") return refuse("peer_forwarded", "peer");
  return { account, process, forwarded };
}
