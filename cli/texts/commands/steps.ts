export const stepTexts = {
  noAnswer: "Run the command in a terminal, or give one line of standard input for each question.",
  login: {
    line: ({
      client,
      scope,
      token,
    }: {
      readonly client: string;
      readonly scope: string;
      readonly token: string;
    }): string => `${client}: ${scope}; token ${token}`,
    lineFor: ({
      client,
      scope,
      resources,
      token,
    }: {
      readonly client: string;
      readonly scope: string;
      readonly resources: string;
      readonly token: string;
    }): string => `${client}: ${scope} for ${resources}; token ${token}`,
    noScope: "no scope",
    left: ({ left }: { readonly left: string }): string => `valid for ${left}`,
    ended: "expired; renewed at its next use",
  },
  browserNotStarted: ({ browser }: { readonly browser: string }): string =>
    `“${browser}” could not be started. Open the address in that browser.`,
} as const;
