import { verifySignature } from "../../signing/jws.ts";
import { thumbprintOf } from "../../signing/keys.ts";
import type { Relay } from "../../statements/relay.ts";
import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The device key signed the relay.
 *
 * @param key thumbprint of the device key
 * @throws Refused `key_mismatch`, `bad_signature`
 */
export async function verifyRelaySignature(relay: Relay, key: string): Promise<void> {
  if ((await thumbprintOf(relay.header.jwk)) !== key) refuse("key_mismatch", "relay.jwk");
  await verifySignature(relay, relay.header.jwk);
}

/**
 * The device key that vouched for the session key signed the relay too (protocol §10.3).
 *
 * @throws Refused `key_mismatch`, `bad_signature`
 */
export async function checkRelaySignature({ device, relay }: Pick<MeetingLink, "device" | "relay">): Promise<void> {
  if (relay !== null) await verifyRelaySignature(relay, device.claims.iss);
}
