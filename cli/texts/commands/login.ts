import { texts as sdkTexts } from "../sdk.ts";

export const texts = {
  description: "sign in: approve it with your passkey in the browser of this machine",
  clientId: ({ name }: { readonly name: string }): string => `the client that asks (default: ${name})`,
  openWith: "open this browser, now and at the next logins",
  noPort: "meet the browser through this machine's keeper only (nearside keeper)",
  scope: "what the token is for, separated by spaces",
  resource: "the API that the token is for; may be given several times",
  details: "exactly what the token is for (RFC 9396)",
  help: ({ stepUp }: { readonly stepUp: string }): string => `
Options that you leave out come from the profile in use, or from the .nearside.json of the folder you are in: see \`nearside profile\`.

  nearside login --resource https://api.example.com --scope "orders:read"
  nearside login --profile work --no-browser        prints the address for you to open
  nearside login --open-with "firefox -P work"      opens there from now on
  nearside login --resource https://api.example.com --acr device-bound --max-age 300
${stepUp}`,
  remembered: ({ user, browser }: { readonly user: string; readonly browser: string }): string =>
    `Logins for ${user} open with ${browser} from now on.`,
  nothingForwarded:
    "You came here by SSH, and no agent was forwarded. On your own machine, run `nearside keeper install` and `nearside ssh setup`, then start the session again. To enrol this machine with a browser of its own: `nearside enroll <issuer>`.",
  endsWithContainer: "It ends with this container.",
  endsWithSession: "It ends with your SSH session.",
  signedIn: sdkTexts.login.signedIn,
  thisLogin: ({ login }: { readonly login: string }): string =>
    `This login is ${login}. The approval page shows the same ID.`,
  browserManaged: ({ browser }: { readonly browser: string }): string => `They set the browser that opens: ${browser}.`,
} as const;
