import type { Socket } from "node:net";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { PeerRefusal } from "@nearside/shared/statements/peer-refusal.ts";
import type { PresenceProof } from "@nearside/shared/statements/presence.ts";
import type { Peer, PeerOf } from "../peer/peer.ts";

export type PeerRefusalCode = PeerRefusal["claims"]["code"];

export type VerifyPeer = (arrival: Arrival) => Promise<PresenceProof["claims"]["peer"]>;

/** The way on which a hello came. */
export type Arrival =
  | { readonly channel: "loopback"; readonly socket: Socket }
  /** Through the keeper, which saw this browser. */
  | { readonly channel: "native"; readonly browser: Pick<Peer, "process"> };

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
  return async (arrival) => {
    const { account, process, forwarded } = await peerAt(arrival, peerOf);
    if (account === "other") return turnAway("peer_other_account");
    if (forwarded === "yes") return turnAway("peer_forwarded");
    return { account, process, forwarded };
  };
}

/** The keeper admits browsers of its own account that started the native host, and nobody else (protocol §4.2). */
const peerAt = async (arrival: Arrival, peerOf: PeerOf): Promise<Peer> =>
  arrival.channel === "loopback"
    ? peerOf(arrival.socket)
    : { account: "same", process: arrival.browser.process, forwarded: "no" };
