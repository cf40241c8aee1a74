import { listText } from "@nearside/shared/text/amounts.ts";

export const texts = {
  trustIt:
    "If it belongs to your organisation's own authority, get that authority's certificate from your administrator and from nobody else, and add it to the authorities that this system trusts. Node before 22.15 does not read those: name it in your shell's profile, export NODE_EXTRA_CA_CERTS=/path/to/ca.pem. If you don't know the authority, do not continue.",
  lookAtIt: "`nearside doctor` reports what is wrong with it. Do not continue until that is fixed.",
  noTls:
    "Nothing speaks https at that address and port. If the server speaks plain http there, its address starts with http://, which is accepted on this computer only (http://localhost…). Otherwise ask for its correct address.",
  issuerForm: "The issuer must be an address such as https://login.example.com.",
  issuerOrigin: "The issuer is an origin: nothing may follow the host and port.",
  issuerHttps: "The issuer must begin with https://. http:// is accepted for this machine only.",
  otherAt: ({ issuer, status }: { readonly issuer: string; readonly status: string }): string =>
    `(${issuer}, HTTP status ${status})`,
  away: "The server can't be reached. Nearside asks again by itself until the time is over. Ctrl-C ends it.",
  back: "The server answers again.",
  maybeNotNearside: ({ why }: { readonly why: string }): string => `This may not be a Nearside server. ${why}`,
  deniedWith: ({ sentence }: { readonly sentence: string }): string => `Denied: "${sentence}". Nothing was approved.`,
  byRules: ({ rules }: { readonly rules: string }): string =>
    `${rules} If that is wrong, tell your administrator which rule it was.`,
  newcomer: ({ name, span }: { readonly name: string; readonly span: string }): string => `${name} counts in ${span}`,
  newcomers: ({ people }: { readonly people: readonly string[] }): string =>
    `${listText(people)}: you admitted them a short while ago, or a break-glass code did.`,
  begun: ({ hostname, ago }: { readonly hostname: string; readonly ago: string }): string =>
    `That machine calls itself "${hostname}" and started ${ago}.`,
} as const;
