import type { Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The token names the machine that asked (protocol §4.6).
 *
 * @throws Refused `token_mismatch`
 */
export function checkTokenDevice({ device, token }: Pick<Chain, "device" | "token">): void {
  if (token.claims.device !== device.claims.iss) refuse("token_mismatch", "token.device");
}
