// The address at which a login is approved (protocol §4.1), with the command line's hint about the place in
// which it runs.

/**
 * With `ssh` and `remote-shell` the terminal is elsewhere, with `remote-editor` the editor. A `container` and `wsl` are
 * machines of their own.
 */
export const REMOTES = ["ssh", "remote-shell", "remote-editor", "container", "wsl"] as const;
export type Remote = (typeof REMOTES)[number];

/** A program that only knows a redirect sends a browser here, with what it asks for in the fragment (protocol §6). */
export const AUTHORIZE_PAGE = "/authorize";

/** Below it lie the pages of logins. */
export const LOGIN_PAGES = "/approve/";

/** The address as the server sends it. */
export const approvalUrl = (issuer: string, requestId: string): string => `${issuer}${LOGIN_PAGES}${requestId}`;

/**
 * The address as the command line prints and opens it. The place where it runs is in the fragment, which browsers send
 * to no server.
 *
 * @param remote as the context has it
 */
export function approvalAddress(issuer: string, requestId: string, remote: string | null): string {
  const url = approvalUrl(issuer, requestId);
  const hint = REMOTES.find((each) => each === remote);
  return hint === undefined ? url : `${url}#${hint}`;
}

/**
 * Reads the fragment. Every page can write one, so it chooses the words of a page and nothing else.
 *
 * @param fragment as `location.hash` has it
 */
export const remoteIn = (fragment: string): Remote | undefined => REMOTES.find((each) => `#${each}` === fragment);
