import { parseUrl } from "../encoding/parse-url.ts";

/**
 * True where a passkey of that relying party works on pages of that origin: it is the origin's host or a parent domain
 * (WebAuthn L3 §5.1.2). No list here says that nobody else can register a name under it: the browser asks that, and the server at its start.
 */
export const isRpIdOf = (rpId: string, origin: string): boolean => {
  const host = parseUrl(origin)?.hostname;
  if (host === undefined) return false;
  return rpId === host || (host.endsWith(`.${rpId}`) && rpId.includes("."));
};
