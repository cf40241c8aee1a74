export const texts = {
  description: "find out why a login does not work, and what to do about it",
  issuer: "check this server only; you need not be enrolled with it",
  user: "check this person's enrolments only",
  profile: "try the browser that this profile uses",
  noBrowser: "don't open the browser",
  json: "print JSON objects, one for each finding",
  help: `
It checks the key folder, the keyring, the TPM, enrolments, profiles, this session, proxies, the server, its certificate and this
machine's clock. Then it opens a page to see whether your browser's extension reaches the command line. It changes nothing and
approves nothing.

  nearside doctor                                       checks everything
  nearside doctor --no-browser --json                   for a script: ends with exit code 28 if a check fails
  nearside doctor --issuer https://login.example.com    before you enrol there`,
  waiting: "Waiting for your browser",
  looking: ({ at }: { readonly at: string }): string => `Checking ${at}`,
  good: "Everything that a login needs works.",
  goodWithoutBrowser: "Everything that was checked works. The browser was not tried.",
  loginHere: "You can log in here: nearside login",
  mayEnroll: "Nothing that was checked prevents enrolling this machine.",
  tryPage: "This page tries your browser. You don't need to approve anything on it.",
} as const;
