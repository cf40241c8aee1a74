export const texts = {
  line: ({
    who,
    command,
    on,
    left,
  }: {
    readonly who: string;
    readonly command: string;
    readonly on: string;
    readonly left: string;
  }): string => `${who}: ${command} on ${on}, ${left} left`,
  lineOfSeveral: ({
    who,
    command,
    on,
    have,
    quorum,
    left,
  }: {
    readonly who: string;
    readonly command: string;
    readonly on: string;
    readonly have: number;
    readonly quorum: number;
    readonly left: string;
  }): string => `${who}: ${command} on ${on}, ${have} of ${quorum} approved, ${left} left`,
  notYet: ({ line, who, span }: { readonly line: string; readonly who: string; readonly span: string }): string =>
    `${line} (you count in ${span}: ${who}, or a break-glass code, admitted you a short while ago)`,
  description: "list other people's logins that wait for your approval, and open their page",
  open: "open the page in your browser",
  help: `
A rule may require a second person to approve what others log in to. You answer in your enrolled browser, where Nearside verifies
the whole request. The terminal only lists what is waiting.

  nearside approvals
  nearside approvals --open
  nearside approvals --json | jq -r '.approvals[].page'`,
  none: ({ user, issuer }: { readonly user: string; readonly issuer: string }): string =>
    `No approvals are waiting for ${user} at ${issuer}.`,
  container: ({ name }: { readonly name: string }): string => `the container ${name}`,
  unknownHost: "an unknown host",
} as const;
