// Where a login is approved (protocol §4.1), and what its command line hints about the place that it runs in.

/** `ssh` and `remote-shell`: the terminal is elsewhere. `remote-editor`: the editor is. `container`, `wsl`: its own machine. */
export const REMOTES = ["ssh", "remote-shell", "remote-editor", "container", "wsl"] as const;
export type Remote = (typeof REMOTES)[number];

/** As the server tells it. */
export const approvalUrl = (issuer: string, requestId: string): string => `${issuer}/approve/${requestId}`;

/** As the command line prints and opens it: where it runs is in the fragment, which no server is sent. @param remote as the context has it */
export function approvalAddress(issuer: string, requestId: string, remote: string | null): string {
  const url = approvalUrl(issuer, requestId);
  const known = REMOTES.find((each) => each === remote);
  return known === undefined ? url : `${url}#${known}`;
}

/** Anybody can write a fragment: it chooses the words of a page, and nothing else. @param fragment as `location.hash` has it */
export const remoteIn = (fragment: string): Remote | undefined => REMOTES.find((each) => `#${each}` === fragment);
