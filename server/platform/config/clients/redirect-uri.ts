import { parseUrl } from "@nearside/shared/encoding/parse-url.ts";
import * as v from "valibot";
import { configTexts } from "../../../texts/config.ts";

/**
 * An address of loopback, an optional port, a path (RFC 8252 §7.3). `localhost` can be made to lead elsewhere (§8.3): it is for programs
 * that log in by a redirect alone, whose code the keeper sends to a loopback address by number (protocol §6).
 */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::([1-9][0-9]{0,4}))?(\/[\w.~!$&'()*+,;=:@%/-]*)$/;
const MOST_PORT = 65_535;

interface Parts {
  readonly host: string;
  readonly path: string;
}

function partsOf(text: string): Parts | undefined {
  const [, host, port, path] = LOOPBACK.exec(text) ?? [];
  if (host === undefined || path === undefined || Number(port ?? 1) > MOST_PORT) return undefined;
  // no dot segments and no broken percent-encoding, so that the compared text is the address that a browser asks for
  return parseUrl(text)?.pathname === path ? { host, path } : undefined;
}

export const redirectUriSchema = v.pipe(
  v.string(configTexts.text),
  v.maxLength(255, configTexts.characters({ most: 255 })),
  v.check((text) => partsOf(text) !== undefined && !isLocalhost(text), configTexts.clients.redirectUri),
);

/** Schema of an address of a program that logs in by a redirect: `localhost` is one as well. */
export const keptRedirectUriSchema = v.pipe(
  v.string(configTexts.text),
  v.maxLength(255, configTexts.characters({ most: 255 })),
  v.check((text) => partsOf(text) !== undefined, configTexts.clients.grantRedirectUri),
);

export const isLocalhost = (uri: string): boolean => partsOf(uri)?.host === "localhost";

/** Tells if that is one of the registered addresses, the port aside (RFC 8252 §7.3). */
export function isRegistered(uri: string, registered: readonly string[]): boolean {
  const parts = partsOf(uri);
  return registered
    .map(partsOf)
    .some((one) => one?.host === parts?.host && one?.path === parts?.path && parts !== undefined);
}
