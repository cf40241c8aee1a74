export const texts = {
  description: "show every enrolment and login of your account on this machine, and how long its tokens last",
  help: `
It does not ask the server and opens no secret, so it also works offline and with a locked keyring. An expired token is renewed
by itself at its next use.

  nearside status                           shows everything
  nearside status --json | jq .enrolments   for a script`,
  begun: ({ user, issuer }: { readonly user: string; readonly issuer: string }): string =>
    `${user} at ${issuer}: the enrolment has begun. Continue with: nearside enroll ${issuer}`,
  waits: ({ user, issuer }: { readonly user: string; readonly issuer: string }): string =>
    `${user} at ${issuer}: the enrolment waits for the administrator. Continue with: nearside enroll ${issuer}`,
  key: ({ place }: { readonly place: string }): string => `  device key ${place}`,
  notSignedIn: ({ issuer, user }: { readonly issuer: string; readonly user: string }): string =>
    `  not signed in: nearside login --issuer ${issuer} --user ${user}`,
  nothingButKeeper:
    "You are not signed in, and nothing is enrolled here. The machine that you came from can vouch for you: nearside login",
  nothing: "This machine is not enrolled with any server yet. Start with: nearside enroll <issuer>",
} as const;
