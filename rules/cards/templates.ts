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
    says: "For tokens to one API, no matter who asks for them: a command line, a refresh, another API. Put in its address, and each other one that it has.",
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
    says: "Leaves out every scope but those named here, and refuses authorization details. Put in what your APIs call reading; a login that asks for no scope gets what they give without one.",
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
    says: "Refuses logins from SSH sessions. A machine says of itself how its command line runs.",
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
    says: "For tokens to one API: browser and command line must have met by native messaging, so no port, proxy or forwarder was between them. Each machine needs the keeper first. Put in the API's address.",
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
    says: "Refuses a login that comes over an SSH session from a host whose key administrators did not enrol, and from one behind another host. The first host alone says what lies behind it.",
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
    says: "Refuses machines that do not say, within the last day, that their disk is encrypted. It is the machine's own word: a thief of its key can say anything.",
    text: `@id("encrypted-disk")
@title("Disk encryption")
@says("This computer does not say that its disk is encrypted.")
forbid (principal, action, resource)
unless {
  context has posture.disk_encryption &&
  context.posture.disk_encryption.fact == "on" && context.posture.disk_encryption.age < 86400
};
`,
  },
  {
    id: "security-updates",
    title: "No security updates that wait",
    says: "Refuses machines whose own list of updates has security updates. A machine that says nothing about them passes.",
    text: `@id("security-updates")
@title("Security updates")
@says("Security updates wait on this computer. Install them, then try again.")
forbid (principal, action, resource)
when { context has posture.updates && context.posture.updates.fact == "security_pending" };
`,
  },
  {
    id: "contractors-office-hours",
    title: "Contractors in office hours",
    says: "Outside Monday to Friday, 8 to 18 o'clock, that group is refused. Put in its name; the time zone is the configuration's.",
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
    title: "An approval stands for ten minutes",
    says: "For one program, on the same machine, in the same terminal session, for no more scope: met anew each time, touched once. Authorization details, such as a payment, are touched for each time.",
    text: `@id("stand-ten-minutes")
@title("Approved just now")
@stand("10m")
permit (principal, action == Action::"approve", resource == Client::"nearside-cli")
when { context.machine.key_storage == "tpm" };
`,
  },
  {
    id: "new-program-says-why",
    title: "A program's first login says why",
    says: "The person types a reason, which stands in the decision and in the log.",
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
    title: "At night a ticket",
    says: "Put in the prefixes of your own tickets, several with spaces between them. It asks at the approval: what was approved by day goes on until its tokens end.",
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
    says: "Five minutes a token, and a new approval every eight hours.",
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
    title: "After many refusals a security key as well",
    says: "Who was refused five times within a day touches an attested security key beside the passkey.",
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
    says: "Refuses an agent every scope but those named here, as its lease is approved and at each token. Put in what your APIs call reading; a lease that asks for no scope gets what they give without one.",
    text: `@id("agents-read")
@title("Agents")
@says("An agent may only read. What has to be written, a person does.")
forbid (principal, action, resource)
when { context.session.agent }
unless { ["read", "list"].containsAll(context.scopes) };
`,
  },
  {
    id: "agents-by-day",
    title: "No agents at night",
    says: "Between 20 and 7 o'clock no lease is approved, and no token comes out of one that was approved by day. The time zone is the configuration's.",
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
    says: "It is asked of the role in the console.",
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
    says: "For tokens to one API: somebody of a group approves as well, on another computer, after seeing who asked where and for what. Where another rule asks for a fresh touch, such as one for production, they have no more time than that. Put in the API's address and the group's name.",
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
    says: "For a lease that reaches one API: somebody of a group approves as well, on another computer, after seeing which agent asks where, and for what. Put in the API's address and the group's name.",
    text: `@id("agent-two-people")
@title("Agent in production")
@says("An agent gets into production with a second person, who approves on another computer.")
@require_second_approver("group:leads")
@within("15m")
forbid (principal, action == Action::"approve", resource)
when { context.session.agent && context.resources.contains(ResourceServer::"https://production.example.com") };
`,
  },
  {
    id: "on-call-alone",
    title: "Alone, with reason and alarm",
    says: "Nobody else is awake: a reason is typed, and every owner and administrator is told at once. Put in the API's address and the group's name; beside the template before, write there: unless { principal in Group::\"on-call\" }.",
    text: `@id("on-call-alone")
@title("On call, alone")
@says("You go alone. Say why: owners and administrators are told at once.")
@require_justification
@alarm
forbid (principal in Group::"on-call", action == Action::"approve", resource)
when { context.resources.contains(ResourceServer::"https://production.example.com") };
`,
  },
];
