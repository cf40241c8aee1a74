export const texts = {
  description: "name a server, a person and what to ask for; show which one is in use here, and why",
  set: "make a profile, or change the fields you give; an empty text removes a field",
  issuer: "the server",
  user: "the person",
  clientId: "the client that asks",
  scope: "what tokens are for, separated by spaces",
  resource: "the APIs that tokens are for; may be given several times",
  details: "exactly what tokens are for (RFC 9396)",
  browser: 'the browser that opens, such as "firefox -P work"',
  makeDefault: "use it by default",
  use: "use this profile by default",
  remove: "forget a profile; enrolments stay",
  help: `
  nearside profile set work --issuer login.example.com --user alice --scope "deploy" --default
  NEARSIDE_PROFILE=work nearside login
  nearside login --profile work --scope "deploy logs"

The profile in use comes from the first of these that exists: --profile (--issuer and --user replace one of its fields),
NEARSIDE_PROFILE, the .nearside.json of the folder you are in or of one above it, the default profile, the only enrolment on this
machine. A .nearside.json holds no secrets and is made to be committed. It can only choose among what is enrolled here:

  { "issuer": "https://login.example.com", "scope": "deploy", "resource": ["https://api.example.com"] }`,
  /** The reason for which a profile is the one in use here. */
  why: {
    environment: ({ name }: { readonly name: string }): string => `${name} is in use here: NEARSIDE_PROFILE says so.`,
    folder: ({ name, folder }: { readonly name: string | undefined; readonly folder: string }): string =>
      name === undefined
        ? `No profile is in use here: .nearside.json in ${folder} chooses the enrolment.`
        : `${name} is in use here: .nearside.json in ${folder} chooses it.`,
    byDefault: ({ name }: { readonly name: string }): string => `${name} is in use here: it is your default.`,
    plain: ({ name }: { readonly name: string }): string => `${name} is in use here.`,
    nothing: "No profile is in use here.",
  },
  made: ({ name }: { readonly name: string }): string => `${name} was made:`,
  changed: ({ name }: { readonly name: string }): string => `${name} was changed:`,
  none: "There are no profiles yet. Make one: nearside profile set <name> --issuer <url> --user <name> --default",
  noneNeeded: "With only one enrolment, you don't need one.",
  inUse: "in use here",
  isDefault: "your default",
  isManaged: "set by your organisation",
  notEnrolled: ({ issuer }: { readonly issuer: string }): string =>
    `This machine is not enrolled for that yet: nearside enroll ${issuer}`,
  used: ({ name }: { readonly name: string }): string => `${name} is the default now.`,
  forgotten: ({ name }: { readonly name: string }): string => `${name} was forgotten. Enrolments stay.`,
  managedName: ({ name }: { readonly name: string }): string => `${name} is a profile that your organisation set.`,
  unknownName: "There is no profile of that name. `nearside profile` lists them.",
} as const;
