import type { RequestLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The request is about that device statement: its hash, its session key, its loopback (protocol §4.1).
 *
 * @throws Refused `device_mismatch`
 */
export function checkRequestDevice({ device, request }: Pick<RequestLink, "device" | "request">): void {
  if (request.claims.statement !== device.hash) refuse("device_mismatch", "request.statement");
  if (request.claims.sub_jkt !== device.claims.cnf.jkt) refuse("device_mismatch", "request.sub_jkt");
  if (request.claims.loopback?.address !== device.claims.loopback?.address)
    refuse("device_mismatch", "request.loopback");
  if (request.claims.loopback?.port !== device.claims.loopback?.port) refuse("device_mismatch", "request.loopback");
}
