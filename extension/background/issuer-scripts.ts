import { bridgedPages, issuerPattern } from "../issuer/match-patterns.ts";

// The bridge runs on the pages of enrolled issuers, and on no others.

/** The built content script, as build.ts writes it. */
export const CONTENT_FILE = "content.js";

/** One registered content script. */
export interface BridgeScript {
  readonly id: string;
  readonly matches: readonly string[];
}

/**
 * Counts the versions of the list of pages: a browser that has an older one registered gets the new one in its place.
 */
const PAGES = 4;

/** Makes one script for each host, since match patterns have no ports. */
export function bridgeScripts(issuers: Iterable<string>): readonly BridgeScript[] {
  const byHost = new Map([...issuers].map((issuer) => [issuerPattern(issuer), issuer]));
  return [...byHost].map(([pattern, issuer]) => ({ id: `bridge ${PAGES} ${pattern}`, matches: bridgedPages(issuer) }));
}

/** The changes after which exactly the wanted scripts are registered. */
export function scriptChanges(
  registered: readonly { readonly id: string }[],
  wanted: readonly BridgeScript[],
): { readonly add: readonly BridgeScript[]; readonly drop: readonly string[] } {
  const has = (list: readonly { readonly id: string }[], id: string) => list.some((each) => each.id === id);
  return {
    add: wanted.filter(({ id }) => !has(registered, id)),
    drop: registered.filter(({ id }) => !has(wanted, id)).map(({ id }) => id),
  };
}
