export const optionTexts = {
  json: { object: "print a JSON object", objects: "print JSON objects", lines: "print JSON objects, one on each line" },
  printAddress: "print the address instead of opening the browser",
  choice: {
    profile: "use this profile; see `nearside profile`",
    issuer: "use this server, where this machine is enrolled with several",
    user: "use this person's enrolment, where this machine has several",
  },
  stepUp: {
    help: `
When an API demands a stronger or a more recent login (RFC 9470), its answer has "acr_values" or "max_age". These options ask
for exactly that. The classes, weakest first: same-machine; device-bound (this machine's key is in the keyring or TPM, and the
passkey can't be copied); hardware (the key is proven to be in a TPM). You may also give any class that the API names.`,
    acr: "how strong the login must be; separate several by spaces, preferred first",
    maxAge: "how old the approval may be, in seconds",
    acrForm: "--acr takes same-machine, device-bound, hardware, or a class that an API names.",
    maxAgeForm: "--max-age takes whole seconds, such as 300 for five minutes.",
  },
  tool: {
    narrow: "get a token for that --resource and --scope only, even if the login allows more",
    resource: "the API that the token is for, as the login named it",
    scope: "the scopes that the token must have, separated by spaces",
    clientId: "the program whose login is used, if it is not Nearside's own or the profile's",
    login: "sign in first if needed, where you are at the terminal",
    noLogin: "never sign in: end with exit code 4 instead",
    scopeNeedsResource: "--scope needs the API that it belongs to. Name it with --resource.",
    narrowNeedsResource:
      "--narrow needs the API that the token is for. Name it with --resource, and give the scope with --scope if you want less.",
    resourceForm: "--resource takes the address of an API, such as https://api.example.com.",
  },
} as const;
