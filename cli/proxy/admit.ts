import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Peer } from "../peer/peer.ts";
import { texts } from "../texts/proxy.ts";

/** The reasons for which a request is not sent on, each with the sentence for the reader of the tool's output. */
export const REFUSALS = {
  from_browser: texts.noPages,
  wrong_host: texts.ownAddress,
  other_account: texts.otherAccount,
  forwarded: texts.forwarded,
  unknown_peer: texts.callerUnknown,
} as const;
export type ProxyRefusal = keyof typeof REFUSALS;

/** These carry ports, but towards others: the requests that they make themselves are their own. */
const ASKS_ITSELF = /(?:^|[/\\])(?:kubectl|oc)(?:\.exe)?$/i;

/** True for a request of a web page, which can't help saying where it is from: Origin (RFC 6454), Fetch Metadata. */
export const isFromBrowser = ({ headers }: IncomingMessage): boolean =>
  "origin" in headers || Object.keys(headers).some((name) => name.startsWith("sec-fetch-"));

/**
 * Judges who connected. Another account is refused whatever it knows. If the system can't say who it is, or says that it
 * carries ports from elsewhere, the secret of this run must show that the person who started the proxy wants it.
 */
export function refusalOfPeer({ account, forwarded, process }: Peer, knowsSecret: boolean): ProxyRefusal | undefined {
  if (account === "other") return "other_account";
  if (knowsSecret) return undefined;
  if (account === "unknown") return "unknown_peer";
  if (forwarded === "no" || (process !== null && ASKS_ITSELF.test(process))) return undefined;
  return forwarded === "yes" ? "forwarded" : "unknown_peer";
}

/**
 * True if the request brings the secret in a form that tools can send: as a bearer token, or as the password of any name
 * (RFC 6750 §2.1, RFC 7617).
 */
export function knowsSecret(authorization: string | undefined, secret: string): boolean {
  const [, scheme = "", value = ""] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization ?? "") ?? [];
  if (scheme === "") return false;
  const sent = scheme.toLowerCase() === "bearer" ? value : passwordIn(value);
  return timingSafeEqual(digest(sent), digest(secret));
}

function passwordIn(basic: string): string {
  const text = Buffer.from(basic, "base64").toString("utf8");
  return text.slice(text.indexOf(":") + 1);
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
