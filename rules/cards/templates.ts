// Rules to begin with: complete and valid, to be changed where they name things that others name differently.

interface RuleTemplate {
  readonly id: string;
  readonly title: string;
  /** An explanation, and what to change. */
  readonly says: string;
  /** Cedar: one rule, with example names. */
  readonly text: string;
}

export const RULE_TEMPLATES: readonly RuleTemplate[] = [
  {
    id: "production-attested",
    title: "Production needs an attested passkey, touched within the minute",
    says: "For every token to one API, whether a command line, a refresh or another API asks for it. Enter the API's address, and any other address that it has.",
    text: `@id("production-attested")
@title("Production")
@says("Production takes a passkey whose model is proven, touched within the last minute.")
@require_attested_passkey
@require_fresh_touch("60s")
forbid (principal, action, resource)
when { context.resources.contains(ResourceServer::"https://production.example.com") };
`,
  },
  {
    id: "new-machine-read-only",
    title: "A new machine is read-only for a day",
    says: "Leaves out all scopes except those named here, and refuses authorization details. Enter the scopes that your APIs use for reading. A login without scopes gets what your APIs give without one.",
    text: `@id("new-machine-read-only")
@title("New machine")
@says("This computer was enrolled less than a day ago. Until then it may only read.")
@scopes("read")
forbid (principal, action, resource)
when { context.machine.age_hours < 24 };
`,
  },
  {
    id: "no-remote-sessions",
    title: "No approvals from remote sessions",
    says: "Refuses logins from SSH sessions. The machine reports how its command line runs; nobody verifies it.",
    text: `@id("no-remote-sessions")
@title("Remote sessions")
@says("Logins from a remote session are not approved. Start it on the computer in front of you.")
forbid (principal, action == Action::"approve", resource)
when { context.session.remote };
`,
  },
  {
    id: "through-the-keeper",
    title: "Production only through the machine's keeper",
    says: "For tokens to one API. Browser and command line must have met by native messaging, so that no port, proxy or forwarder was between them. Install the keeper on each machine first. Enter the API's address.",
    text: `@id("through-the-keeper")
@title("Through the keeper")
@says("This needs a browser that reaches your command line through this computer's keeper: nearside keeper install")
forbid (principal, action, resource)
when { context.resources.contains(ResourceServer::"https://production.example.com") }
unless { context.proof.channel == "native" };
`,
  },
  {
    id: "enrolled-hosts",
    title: "Logins from hosts only where administrators enrolled the host",
    says: "Refuses logins over SSH from a host whose key administrators did not enrol, and from a host behind another one. Only the first host reports what is behind it.",
    text: `@id("enrolled-hosts")
@title("Hosts")
@says("Logins are approved from hosts that your organisation knows, and reached by your own SSH session.")
forbid (principal, action, resource)
when { context has place && context.place.kind == "ssh" }
unless { context.place has known && context.place.known == "enrolled" && context.place.hops < 1 };
`,
  },
  {
    id: "encrypted-disk",
    title: "Computers with an encrypted disk",
    says: "Refuses machines that did not report an encrypted disk within the last day. Nobody verifies the report: a thief of the machine's key can report anything.",
    text: `@id("encrypted-disk")
@title("Disk encryption")
@says("This computer does not report that its disk is encrypted.")
forbid (principal, action, resource)
unless {
  context has posture.disk_encryption &&
  context.posture.disk_encryption.fact == "on" && context.posture.disk_encryption.age < 86400
};
`,
  },
  {
    id: "security-updates",
    title: "No pending security updates",
    says: "Refuses machines that report pending security updates. A machine that reports nothing about updates is not refused.",
    text: `@id("security-updates")
@title("Security updates")
@says("This computer has pending security updates. Install them, then try again.")
forbid (principal, action, resource)
when { context has posture.updates && context.posture.updates.fact == "security_pending" };
`,
  },
  {
    id: "contractors-office-hours",
    title: "Contractors in office hours",
    says: "Refuses a group outside of Monday to Friday, 8 to 18 o'clock. Enter the group's name. The server's configuration sets the time zone.",
    text: `@id("contractors-office-hours")
@title("Office hours")
@says("Contractors can log in from Monday to Friday, between 8 and 18 o'clock.")
forbid (principal in Group::"contractors", action, resource)
unless {
  ["monday", "tuesday", "wednesday", "thursday", "friday"].contains(context.time.weekday) &&
  context.time.hour >= 8 && context.time.hour < 18
};
`,
  },
  {
    id: "stand-ten-minutes",
    title: "A standing approval for ten minutes",
    says: "For one program, on the same machine, in the same terminal session and without further scopes. The machine is met each time, but one touch is enough. Authorization details, such as a payment, need a touch each time.",
    text: `@id("stand-ten-minutes")
@title("Approved just now")
@stand("10m")
permit (principal, action == Action::"approve", resource == Client::"nearside-cli")
when { context.machine.key_storage == "tpm" };
`,
  },
  {
    id: "new-program-says-why",
    title: "A reason for the first login with a program",
    says: "The person types a reason. The decision and the log contain it.",
    text: `@id("new-program-says-why")
@title("New program")
@says("You have not logged in with this program before.")
@require_justification
forbid (principal, action == Action::"approve", resource)
when { context.history.new_client };
`,
  },
  {
    id: "night-needs-ticket",
    title: "A ticket at night",
    says: "Enter the prefixes of your tickets, separated by spaces. The rule is checked at the approval, so a login that was approved by day continues until its tokens end.",
    text: `@id("night-needs-ticket")
@title("At night")
@says("Between 22 and 6 o'clock a login needs the number of a ticket.")
@require_ticket("OPS")
forbid (principal, action == Action::"approve", resource)
unless { context.time.hour >= 6 && context.time.hour < 22 };
`,
  },
  {
    id: "unverified-short",
    title: "Unverified programs get short tokens",
    says: "Tokens last five minutes, and a login needs a new approval every eight hours.",
    text: `@id("unverified-short")
@title("Unverified program")
@access_token_life("5m")
@refresh_token_life("8h")
forbid (principal, action, resource)
unless { resource.verified };
`,
  },
  {
    id: "refusals-need-security-key",
    title: "A security key after many refusals",
    says: "A person who was refused five times within a day has to touch an attested security key as well.",
    text: `@id("refusals-need-security-key")
@title("Many refusals")
@says("Several logins of yours were refused today.")
@require_security_key
forbid (principal, action == Action::"approve", resource)
when { context.history.recent_refusals >= 5 };
`,
  },
  {
    id: "agents-read",
    title: "Agents may read, people write",
    says: "Refuses an agent all scopes except those named here, when its lease is approved and at each token. Enter the scopes that your APIs use for reading. A lease without scopes gets what your APIs give without one.",
    text: `@id("agents-read")
@title("Agents")
@says("An agent may only read. A person has to write.")
forbid (principal, action, resource)
when { context.session.agent }
unless { ["read", "list"].containsAll(context.scopes) };
`,
  },
  {
    id: "agents-by-day",
    title: "No agents at night",
    says: "Between 20 and 7 o'clock no lease can be approved, and a lease that was approved by day gives no token. The server's configuration sets the time zone.",
    text: `@id("agents-by-day")
@title("Agents at night")
@says("Agents work between 7 and 20 o'clock.")
forbid (principal, action, resource)
when { context.session.agent }
unless { context.time.hour >= 7 && context.time.hour < 20 };
`,
  },
  {
    id: "owners-device-bound",
    title: "Owners and administrators use passkeys that can't be copied",
    says: "Applies to roles in the console.",
    text: `@id("owners-device-bound")
@title("Administrators")
@says("Your role takes a passkey that stays on its device.")
@require_device_bound_passkey
forbid (principal, action, resource)
when { ["owner", "administrator"].contains(principal.role) };
`,
  },
  {
    id: "production-two-people",
    title: "Two people for production",
    says: "For tokens to one API. A member of a group has to approve as well, on another computer, after seeing who asked, where and for what. If another rule requires a fresh touch, they have no more time than that. Enter the API's address and the group's name.",
    text: `@id("production-two-people")
@title("Production, two people")
@says("Production takes a second person, who approves on another computer.")
@require_second_approver("group:leads")
@within("15m")
forbid (principal, action, resource)
when { context.resources.contains(ResourceServer::"https://production.example.com") };
`,
  },
  {
    id: "agent-two-people",
    title: "An agent in production needs a second person",
    says: "For a lease that reaches one API. A member of a group has to approve as well, on another computer, after seeing which agent asks, where and for what. Enter the API's address and the group's name.",
    text: `@id("agent-two-people")
@title("Agent in production")
@says("An agent needs a second person for production, who approves on another computer.")
@require_second_approver("group:leads")
@within("15m")
forbid (principal, action == Action::"approve", resource)
when { context.session.agent && context.resources.contains(ResourceServer::"https://production.example.com") };
`,
  },
  {
    id: "on-call-alone",
    title: "Alone, with reason and alarm",
    says: "For times when nobody else is awake. The person types a reason, and every owner and administrator is told at once. Enter the API's address and the group's name. If you also use the template for two people, add to that rule: unless { principal in Group::\"on-call\" }.",
    text: `@id("on-call-alone")
@title("On call, alone")
@says("No second person is needed. Give a reason: owners and administrators are told at once.")
@require_justification
@alarm
forbid (principal in Group::"on-call", action == Action::"approve", resource)
when { context.resources.contains(ResourceServer::"https://production.example.com") };
`,
  },
];
