/** When an entry of each topic of the security log is written (docs/reference/events.md). */
export const topicTexts = {
  alarm: {
    title: "Alarms",
    when: "Somebody has to look: an attack, a use of break-glass, or something that a person says was not theirs.",
  },
  refusal: {
    title: "Refusals",
    when: "The server refused a request. The data names the code, as in [errors](errors.md).",
  },
  login: { title: "Logins", when: "A login took a step: requested, met, decided, approved, redeemed or ended." },
  token: { title: "Tokens and leases", when: "A token or a lease was issued, refreshed, exchanged or ended." },
  enrolment: { title: "Enrolments", when: "A ticket, an enrolment or a recovery took a step." },
  person: { title: "People", when: "A person or a group was created, changed or removed." },
  machine: { title: "Machines", when: "A machine, a browser or a passkey was changed or ended." },
  client: { title: "Programs", when: "A program or an API was registered, changed or removed." },
  console: { title: "Console sessions", when: "Somebody signed in to the console or signed out." },
  setting: { title: "Settings", when: "An administrator changed rules, policies, hosts or other settings." },
  server: { title: "The server", when: "The server started, rotated keys, moved data or archived old entries." },
} as const;
