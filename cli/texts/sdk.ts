export const texts = {
  error: {
    byCode: {
      usage: "This program called Nearside wrongly.",
      not_signed_in: "You are not signed in to this program. Sign in and try again.",
      several_enrolments:
        "This machine is enrolled more than once, and this program did not name the enrolment. Its developer sets `issuer` and `user` in Nearside.open.",
    },
    notEnrolled: ({ issuer }: { readonly issuer: string }): string =>
      `This machine is not enrolled with ${issuer} yet. Run \`nearside enroll ${issuer}\` first.`,
  },
  login: {
    renewing: ({ issuer }: { readonly issuer: string }): string => `Renewing the login at ${issuer}.`,
    notEnough: "The stored login is not enough for this.",
    approve: ({ left }: { readonly left: string }): string =>
      `Approve this login with your passkey, in a browser of this machine (${left}):`,
    approveThere: ({ left }: { readonly left: string }): string =>
      `Approve this login with your passkey, in the browser of the machine that you came from (${left}):`,
    posture: ({
      title,
      fact,
      cure,
    }: {
      readonly title: string;
      readonly fact: string;
      readonly cure: string;
    }): string => `${title}: ${fact}. ${cure}`,
    rulesLook: ({ reported }: { readonly reported: string }): string =>
      `Rules of your organisation check this. ${reported}.`,
    signedIn: ({ issuer, user }: { readonly issuer: string; readonly user: string }): string =>
      `You are signed in to ${issuer} as ${user}.`,
    opened: "The page was opened in your browser.",
  },
  notInLease:
    "This program runs under a lease, which does not allow this. Ask the person for more: `nearside lease request`.",
  nameApi: "Under a lease, a program must name the API that it signs in for.",
  oneApi: "A token of a lease is for one API. Sign in for each API separately.",
  byFolder: ({ user, issuer }: { readonly user: string; readonly issuer: string }): string =>
    `As the .nearside.json of this folder says: ${user} at ${issuer}.`,
  wholeAddress: "A proof needs the whole address.",
  options: {
    clientId: "`clientId` must be the name by which the login server knows this program.",
    authorizationDetails: "`authorizationDetails` must be a list of objects, each with a `type` (RFC 9396).",
    scope: "`scope` must be words, separated by spaces or in a list.",
    resource: "`resource` must be an API's address, or a list of addresses.",
    acrValues: "`acrValues` must be a list of one to eight acr values.",
    maxAge: "`maxAge` must be a whole number of seconds.",
  },
  asks: ({ who, question }: { readonly who: string; readonly question: string }): string => `${who} asks: ${question}`,
  without: ({ missing }: { readonly missing: string }): string => `The new login does not have: ${missing}.`,
  newLogin: "The API demands a new login before it does this.",
  keyring: "Waiting for the keyring of this machine, which may be asking you to unlock it.",
} as const;
