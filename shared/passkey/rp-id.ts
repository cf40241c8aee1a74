import { parseUrl } from "../encoding/parse-url.ts";

/**
 * True if a passkey of that relying party works on pages of that origin: it is the origin's host or a parent domain
 * (WebAuthn L3 §5.1.2). This function has no list of public suffixes, under which every person may register a name:
 * the browser checks that, and the server at its start.
 */
export const isRpIdOf = (rpId: string, origin: string): boolean => {
  const host = parseUrl(origin)?.hostname;
  if (host === undefined) return false;
  return rpId === host || (host.endsWith(`.${rpId}`) && rpId.includes("."));
};
