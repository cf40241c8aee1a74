import { LOGIN_PAGES } from "@nearside/shared/api/approval-address.ts";
import type { Loopback } from "@nearside/shared/claims.ts";

// Match patterns carry no port: Firefox accepts a pattern with one and then grants nothing. The background therefore
// compares the asking page with the issuer's whole origin as well (background/asker.ts).

const hostOf = (issuer: string): string => {
  const { protocol, hostname } = new URL(issuer);
  return `${protocol}//${hostname}`;
};

/** The issuer's pages and endpoints. */
export const issuerPattern = (issuer: string): string => `${hostOf(issuer)}/*`;

/** The pages on which the bridge runs. */
export const bridgedPages = (issuer: string): readonly string[] => [
  `${hostOf(issuer)}${LOGIN_PAGES}*`,
  `${hostOf(issuer)}/authorize*`,
  `${hostOf(issuer)}/enroll/*`,
  `${hostOf(issuer)}/console*`,
  `${hostOf(issuer)}/account*`,
  `${hostOf(issuer)}/approvals*`,
];

/** The addresses at which command lines listen (protocol §4.2). */
const LOOPBACK_PATTERNS = ["http://127.0.0.1/*", "http://[::1]/*"] as const;

export const loopbackPattern = ({ address }: Loopback): string =>
  address === "::1" ? LOOPBACK_PATTERNS[1] : LOOPBACK_PATTERNS[0];

/**
 * All permissions of an enrolment. They are requested once, in the person's click in the extension's own window
 * (protocol §3.3).
 */
export const neededPatterns = (issuer: string): string[] => [issuerPattern(issuer), ...LOOPBACK_PATTERNS];
