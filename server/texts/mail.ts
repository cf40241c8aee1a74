// The parts of each message besides its letter: the facts, the footer, and the test message.

export const mailTexts = {
  otherRole: "another role",
  somebody: "Somebody",
  timeSpan: ({ first, last }: { readonly first: string; readonly last: string }) => `${first} to ${last}`,
  labels: {
    when: "When",
    account: "Account",
    machine: "Machine",
    program: "Program",
    command: "Command",
    lease: "Lease",
    access: "Access",
    reason: "Reason",
    browser: "Browser",
    started: "Started",
    address: "Address",
    by: "By",
  },
  account: ({ name, displayName }: { readonly name: string; readonly displayName: string }) =>
    `${name} (${displayName})`,
  machine: ({ hostname, os }: { readonly hostname: string; readonly os: string }) =>
    `${hostname}, ${os} (reported by the machine)`,
  command: ({ command }: { readonly command: string }) => `${command} (reported by the machine)`,
  agent: ({ agent }: { readonly agent: string }) => `for the agent ${agent} (reported by the machine)`,
  browser: ({ browser }: { readonly browser: string }) => `${browser} (reported by the browser)`,
  address: ({ address }: { readonly address: string }) => address,
  startedBy: ({ name, hostname }: { readonly name: string; readonly hostname: string }) =>
    `by ${name} on ${hostname} (reported by the machine)`,
  startedByFrom: ({
    name,
    hostname,
    address,
  }: {
    readonly name: string;
    readonly hostname: string;
    readonly address: string;
  }) => `by ${name} on ${hostname} (reported by the machine), from ${address}`,
  footer: ({ issuer }: { readonly issuer: string }) => `-- 
Nearside at ${issuer} tells people what happens with their accounts. This message
has no secret and no link that signs anybody in. Nobody reads answers to it.`,
  test: {
    subject: ({ server }: { readonly server: string }) => `A test from ${server}`,
    what: ({ issuer }: { readonly issuer: string }) =>
      `This is a test: the Nearside server at ${issuer} can send mail.`,
    when: ({ time }: { readonly time: string }) => `  When:     ${time}`,
    why: "It was sent from the server's own shell. You don't have to do anything.",
  },
} as const;
