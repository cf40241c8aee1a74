export const texts = {
  description: "find out whether your servers offer another version of this program, and what to type for it",
  issuer: "ask this server only; you need not be enrolled with it",
  help: `
Each server signs a statement of the version that it offers, and this command verifies it. It installs nothing: you type the
printed command if you want the other version. The version you have continues to work: a server also serves the command line of
the version before.

  nearside upgrade                                       asks every server that this machine is enrolled with
  nearside upgrade --issuer https://login.example.com    before you enrol there
  nearside upgrade --json | jq '.servers[].command'      for a script`,
  nameServer: "Or name a server: nearside upgrade --issuer <url>",
  same: ({ issuer, version }: { readonly issuer: string; readonly version: string }): string =>
    `${issuer} offers ${version}, and you have the same version.`,
  older: ({
    issuer,
    version,
    own,
  }: {
    readonly issuer: string;
    readonly version: string;
    readonly own: string;
  }): string =>
    `${issuer} offers ${version}, which is older than yours, ${own}. Keep yours, and tell your administrator: an attacker may offer an old version to bring back a flaw that was fixed since.`,
  other: ({
    issuer,
    version,
    own,
    why,
  }: {
    readonly issuer: string;
    readonly version: string;
    readonly own: string;
    readonly why: string;
  }): string => `${issuer} offers ${version}, and you have ${own}. ${why}`,
  otherWays: ({ page }: { readonly page: string }): string => `  SHA-256 and other ways: ${page}`,
} as const;
