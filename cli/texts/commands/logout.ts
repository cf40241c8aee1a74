import { texts as machineTexts } from "../doctor/machine.ts";

export const texts = {
  description: "end your logins, at the server and here; the machine stays enrolled",
  all: "end the logins of every enrolment of your account on this machine",
  json: "print a JSON object for each enrolment",
  help: `
Nearside tells the server first (RFC 7009). Then it removes the tokens and the key that they are bound to. If it can't tell the
server, it removes them all the same: nobody can use those logins any more, and the server ends them by itself. It then ends with
exit code 112, and "revoked" of --json is false.

  nearside logout
  nearside logout --all`,
  nothingEnrolled: machineTexts.enrolment.notAnywhere({ user: undefined }),
  allAlone: "--all means every enrolment. Leave --profile, --issuer and --user out.",
  signedOut: ({ issuer }: { readonly issuer: string }): string => `You are signed out of ${issuer}.`,
  wereNot: ({ issuer }: { readonly issuer: string }): string => `You were not signed in to ${issuer}.`,
} as const;
