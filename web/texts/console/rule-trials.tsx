import type { ReplayChange } from "@nearside/shared/api/console/rule-trials.ts";
import { numberText, plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";

// The texts of the pages that try rules: one login ("what if"), the logins of the last days ("replay"), and the
// activation of a report-only rule.

const loginsText = (count: number) => plural(count, { one: "# login", other: "# logins" });

const changes: Readonly<
  Record<ReplayChange, { readonly title: string; readonly tone: "alert" | "wait" | "near" | "plain" }>
> = {
  newly_refused: { title: "Newly refused", tone: "alert" },
  newly_stepped_up: { title: "Newly needs more", tone: "wait" },
  newly_let_through: { title: "Newly allowed", tone: "near" },
  less_asked: { title: "Needs less", tone: "plain" },
};

export const trialTexts = {
  whatIf: {
    title: "What if",
    lead: "See the verdict of the rules on one login, and what each rule does. Nothing that you try is stored.",
    choose: {
      title: "Login",
      recent: "Recent login",
      recentOne: ({ person, machine, when }: { person: string; machine: string; when: string }) =>
        `${person} on ${machine}, ${when}`,
      other: "Another login",
      none: "No login was approved yet. Choose a person instead.",
      byPerson: "Choose a person and a program",
      byId: "Enter a login ID",
      id: "Login ID",
      idHint: "It starts with rq_ and is shown in the security log and in a person's logins.",
      send: "Use this login",
      find: "Find a person",
      findHint: "Name or e-mail",
      person: "Person",
      personNamed: ({ name, displayName }: { name: string; displayName: string }) => `${name}, ${displayName}`,
      nobody: "Nobody is found",
      machine: "Machine",
      lastMachine: "The one used last",
      program: "Program",
      programNamed: ({ name, id }: { name: string; id: string }) => `${name} (${id})`,
      missingPerson: "Find a person by name, then choose one.",
      missingProgram: "Choose a program.",
    },
    whatLogin: "the login",
    verdict: {
      title: "Verdict",
      about: ({ person, program, machine }: { person: ReactNode; program: ReactNode; machine: ReactNode }) => (
        <>
          {person} with {program} on {machine}, in the circumstances set here.
        </>
      ),
      what: "the verdict",
      rules: "Rules",
      draft: "Your draft",
      active: "The active rules",
      own: "Verdict",
      would: "Verdict if report-only rules were active",
      unknownHost: (
        <>
          Nobody knows this host, and no rule that allows the login names such hosts. A rule does so if it compares{" "}
          <code>context.place.known</code> with <code>"unknown"</code>.
        </>
      ),
      reportOnly: "Report-only rules that apply",
      parts: "Effect of each rule",
      noneApplies: "No rule applies.",
      applying: "Rules that apply",
      silent: (count: number) => plural(count, { one: "# rule does not apply", other: "# rules do not apply" }),
      silentCaption: "Rules that do not apply",
      rule: "Rule",
      kind: "Effect",
      kindReportOnly: (kind: ReactNode) => <>{kind} report-only</>,
      part: "Applies",
      line: "Line",
      partTitles: {
        applies: { title: "Applies", tone: "near" },
        error: { title: "Failed", tone: "alert" },
        condition_fails: { title: "Condition does not hold", tone: "plain" },
        scope_differs: { title: "About other logins", tone: "plain" },
      },
      outcomes: {
        refused: { title: "Refused", tone: "alert" },
        stepUp: { title: "Allowed, but needs more", tone: "wait" },
        allowed: { title: "Allowed", tone: "near" },
      },
      titled: ({ title, outcome }: { title: string; outcome: ReactNode }) => (
        <>
          {title}: {outcome}
        </>
      ),
      because: {
        forbidden: "A rule refuses it.",
        not_permitted: "No rule allows it.",
        error: "A rule failed, and a failure counts as a refusal.",
        impossible: "The requirements of the rules exclude each other, so nobody can meet them.",
      },
    },
  },
  given: {
    title: "Circumstances",
    says: "Open a section to change it, then update the verdict.",
    send: "Update the verdict",
    action: "Event",
    actions: {
      approve: "A login is approved",
      refresh: "A token is refreshed",
      exchange: "A token is exchanged",
    },
    person: {
      title: "Person",
      summary: ({ role, groups }: { role: string; groups: number }) =>
        plural(groups, { one: (number) => `${role}, ${number} group`, other: (number) => `${role}, ${number} groups` }),
      role: "Role",
      groups: "Groups",
      groupsHint: "Names, one per line.",
    },
    request: {
      title: "Request",
      scopes: "Scopes",
      scopesHint: "Separated by spaces.",
      noScopes: "no scopes",
      resources: "APIs",
      resourcesHint: "Addresses, separated by spaces.",
      detailTypes: "Types of authorization details",
      verified: "The program is verified",
      justification: "Reason",
      ticket: "Ticket number",
    },
    machine: {
      title: "Machine and passkey",
      synced: "The passkey can be copied",
      attested: "The passkey's model is proven",
      securityKey: "The passkey is a security key",
    },
    posture: {
      title: "Reported protection",
      notTold: "Not reported",
      summary: (reported: number) =>
        reported === 0 ? "not reported" : plural(reported, { one: "# fact reported", other: "# facts reported" }),
    },
    network: {
      title: "Network and session",
      cli: "Command line's address",
      browser: "Browser's address",
      remote: "In a remote session (SSH)",
      container: "In a container",
      terminal: "In a terminal",
    },
    agent: {
      title: "Agent under a lease",
      none: "no agent",
      name: "Agent's name",
      nameHint: "Empty: no agent. A lease has nearside_lease among the types of authorization details.",
      tools: "Named tools",
      toolsHint: "One per line.",
      anyTool: "An API allows all its tools",
      callsLeftHint: "Empty: the lease does not count calls.",
    },
    place: {
      title: "Place",
      kind: "Command line runs",
      onMachine: "On the machine itself",
      ssh: "On a host, over the machine's SSH session",
      container: "In a container on the machine",
      knownHint: "This field and the next ones are for a host only.",
      host: "Enrolled name of the host",
      claimed: "Name reported by the machine",
      hops: "Further hosts behind it",
    },
    time: {
      title: "Time",
      summary: ({ day, time }: { day: string; time: string }) => `${day}, ${time}`,
      day: "Day",
      hour: "Hour",
      hourHint: "0 to 23, in the server's time zone.",
      minute: "Minute",
    },
    history: {
      title: "History",
      newClient: "The first login with this program",
      newMachine: "The first login on this machine",
      lastApprovalHint: "On this machine, in this terminal, for this program. Empty: there was none.",
      approvalAgeHint: "For a refresh or an exchange.",
      summary: (refusals: number) => plural(refusals, { one: "# refusal", other: "# refusals" }),
    },
  },
  replay: {
    title: "Replay",
    lead: "See how rules would have treated the logins of the last days. A replay changes nothing.",
    what: "the replay",
    draft: "Your draft",
    activeInstead: "Replay the active rules instead",
    comparedWithActive: "The replay compares it with the active rules.",
    whatVersion: "the version",
    whatRules: "the rules",
    nothing: {
      title: "There is nothing to compare",
      says: "You have no draft, and no active rule is report-only. Change a rule in the editor first.",
      edit: "Edit the rules",
    },
    reportOnly: "Active rules, with the report-only ones activated",
    reportOnlySays: "The replay compares this with the active rules as they are.",
    days: "Days to replay",
    daysHint: "1 to 730, as far back as the server keeps logins.",
    activateReportOnly: "Treat report-only rules as active",
    send: "Start the replay",
    confirmTitle: "Start the replay?",
    again: "Start another replay",
    replayed: {
      name: "Rules",
      draft: (base: string) => `Your draft, based on ${base}`,
      reportOnlyActive: (rules: string) => `${rules}, with report-only rules activated`,
    },
    result: "Result",
    unread: (count: number) =>
      plural(count, {
        one: "# login is left out, because another version of the server stored it.",
        other: "# logins are left out, because another version of the server stored them.",
      }),
    progressLabel: "Logins replayed",
    progress: ({ done, total, took }: { done: number; total: number; took: string }) =>
      `${numberText(done)} of ${loginsText(total)}, ${took}`,
    stop: "Stop",
    confirmStop: { title: "Stop the replay?", verb: "Stop" },
    done: ({ total, took, against }: { total: number; took: string; against: string }) =>
      `${loginsText(total)} replayed in ${took}, compared with ${against}.`,
    stopped: ({ done, total }: { done: number; total: number }) =>
      `Stopped after ${numberText(done)} of ${loginsText(total)}`,
    stoppedSays: "The result below covers these logins only.",
    failed: "The replay failed",
    failedSays: ({ done, total }: { done: number; total: number }) =>
      `It stopped after ${numberText(done)} of ${loginsText(total)}. Nothing was changed. Start another replay. If that fails too, look at the server's log.`,
    changes,
    unchanged: "Unchanged",
    byPerson: { title: "By person", caption: "Changed logins by person", head: "Person" },
    byRule: { title: "By rule", caption: "Changed logins by rule", head: "Rule" },
    showAll: (count: number) => `Show all ${numberText(count)}`,
    cases: {
      title: "Changed logins",
      says: "The newest, at most 200 of each kind.",
      change: "Change",
      any: "Any",
      none: "No login of this kind.",
      more: (count: number) => `Show more of ${numberText(count)}`,
      label: { approve: "Login", refresh: "Refresh", exchange: "Exchange" },
      named: ({
        label,
        person,
        program,
        machine,
      }: {
        label: string;
        person: ReactNode;
        program: ReactNode;
        machine: ReactNode;
      }) => (
        <>
          {label} of {person} with {program} on {machine}
        </>
      ),
      login: "Open the login",
      whatIf: "What if",
      before: "Active rules",
      after: "Replayed rules",
      given: "Show all circumstances",
    },
    took: {
      underSecond: "less than 1 s",
      seconds: (seconds: number) => `${seconds} s`,
      minutes: (minutes: number, seconds: number) => `${numberText(minutes)} min ${seconds} s`,
    },
  },
  activate: {
    title: "Activate a rule",
    lead: "A report-only rule has no effect. See which logins it would have changed before you activate it.",
    what: "the rules",
    missing: {
      title: "There is no such report-only rule",
      says: "Somebody may have activated or removed it in the meantime.",
      see: "See the rules",
    },
    rule: "Rule",
    unfound: {
      title: "This page can't find the report-only mark of the rule",
      says: 'Remove @mode("report-only") in the editor, and replay the draft before you publish it.',
      edit: "Edit the rules",
    },
    change: "Changes to the rules",
    preview: "Preview",
    publish: "Activate",
    replayFirst: "Replay recent logins above first. Then you can publish the change here.",
    reason: (rule: string) => `Activate “${rule}”`,
    toEditor: "Continue in the editor",
    openDraft: "Open your draft in the editor",
  },
} as const;
