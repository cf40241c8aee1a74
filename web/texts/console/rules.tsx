import { numberText, plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";
import { reasonTexts } from "./change.tsx";

// The texts of the pages about the active rules, their history and a proposal, and of what all pages about rules show.

/** Names a version: "Version 7". Version 0 is built in. */
const versionName = (number: number): string => (number === 0 ? "The built-in rules" : `Version ${number}`);
/** The same within a sentence. */
const versionInText = (number: number): string => (number === 0 ? "the built-in rules" : `version ${number}`);
const rulesText = (count: number) => plural(count, { one: "# rule", other: "# rules" });

export const ruleTexts = {
  versionName,
  versionInText,
  section: "Rules",
  tabs: {
    label: "Pages about rules",
    active: "Active rules",
    edit: "Edit",
    whatIf: "What if",
    replay: "Replay",
    history: "History",
  },
  serverShell: "the server's shell",
  page: {
    title: "Rules",
    lead: "Rules say what a login needs beyond an approval on the same machine, or refuse it. No rule can weaken what every login needs.",
    edit: "Edit the rules",
    what: "the rules",
    draft: {
      title: "You have an unpublished draft",
      current: "The rules below are active, without the changes of your draft.",
      behind: (base: number) => `Your draft is based on ${versionInText(base)}, but newer rules were published since.`,
      open: "Open the draft",
    },
    active: (number: number) => `Active: ${versionInText(number)}`,
    changes: "See what it changed",
    rollBack: "Roll back…",
    needsSecond: "Changes to the rules need the agreement of a second author.",
    rules: rulesText,
    unread: {
      title: "This server can't read the active rules, so it refuses every login",
      says: "The rules were published for another version of the server. Correct the text in the editor, or roll back.",
    },
    none: "There is no rule, so every login is refused: a login needs a rule that allows it.",
    asText: "Show all rules as text",
    tests: "Show the tests",
  },
  proposal: {
    title: (author: string | null) =>
      author === null ? "Your proposal waits for a second author" : `${author} proposes new rules`,
    agree: "Agree",
    withdraw: "Withdraw",
    reject: "Reject",
    proposed: "Proposed",
    by: ({ moment, author }: { moment: ReactNode; author: ReactNode }) => (
      <>
        {moment} by {author}
      </>
    ),
    reason: "Reason",
    base: "Based on",
    activeBase: "the active rules",
    oldBase: (base: number) => `${versionInText(base)}, which is no longer active, so this proposal can't be published`,
    change: "Changes to the rules",
    testChange: "Changes to the tests",
    checks: "Checks",
    whatChecks: "the checks",
    invalid: "The proposal is no longer valid, so it can't be published.",
    agreed: (version: number | null) =>
      version === null ? "The proposal still waits for another author." : `Version ${version} is active.`,
    withdrawn: "The proposal is withdrawn. The active rules stay as they are.",
    confirmAgree: {
      title: (author: string) => `Publish the rules that ${author} proposes?`,
      verb: "Publish",
      says: "They apply from the next login on. The history shows you as the second author.",
    },
    confirmWithdraw: {
      title: (author: string | null) =>
        author === null ? "Withdraw your proposal?" : `Reject the proposal of ${author}?`,
      says: "The proposal is dropped. The active rules stay as they are.",
    },
  },
  reportOnly: {
    title: "Report-only rules",
    long: (count: number) =>
      plural(count, {
        one: "A rule has been report-only for 30 days or more",
        other: "# rules have been report-only for 30 days or more",
      }),
    longSays: "A report-only rule stops nobody. Activate it, or remove it.",
    says: "This is what these rules would have changed for logins, refreshes and exchanges if they had been active.",
    caption: "Effect that report-only rules would have had",
    rule: "Rule",
    refused: "Refused",
    asked: "Step-up",
    allowed: "Allowed",
    people: "People",
    last: "Last",
    since: "Since",
    activate: "Activate",
    activateFirst: "Preview…",
    newestOnly: (count: number) => `the newest ${numberText(count)} only`,
    replayAll: (link: (text: string) => ReactNode) => (
      <>{link("Replay recent logins")} as if these rules were active.</>
    ),
  },
  history: {
    title: "History of the rules",
    lead: "Every published version of the rules. A version never changes. To go back, you publish an old one again.",
    what: "versions",
    version: "Version",
    published: "Published",
    by: "By",
    authors: ({ author, second }: { author: ReactNode; second: ReactNode | null }) => (
      <>
        {author}
        {second === null ? null : <>, with the agreement of {second}</>}
      </>
    ),
    reason: "Reason",
    reasonRestoring: ({ reason, restores }: { reason: ReactNode; restores: number }) => (
      <>
        {reason} (restores {versionInText(restores)})
      </>
    ),
    rules: "Rules",
    empty: {
      title: "No rules are published yet",
      says: "The built-in rules are active: a person who met the machine may approve.",
    },
  },
  version: {
    title: "Version of the rules",
    what: "the version",
    details: "Author and reason",
    builtIn: "These rules are active until others are published: a person who met the machine may approve.",
    published: "Published",
    agreed: "Agreed to by",
    reason: "Reason",
    restores: "Restores",
    rules: "Rules",
    change: (before: number) => `Changes since ${versionInText(before)}`,
    results: "Checks when it was published",
    all: "Full text",
    showRules: "Show the rules",
    showTests: "Show the tests",
    isActive: "These are the active rules.",
    whatActive: "the active rules",
    rollBack: {
      title: "Roll back to this version",
      change: "Changes to the active rules if you roll back",
      replay: (href: (text: string) => ReactNode) => (
        <>{href("Replay recent logins")} to see which of them would have ended differently.</>
      ),
      noSecond: "A rollback needs no second author, so that you can quickly undo harmful rules.",
      send: (number: number) => `Roll back to ${versionInText(number)}`,
      confirmTitle: (number: number) => `Roll back to ${versionInText(number)}?`,
      done: ({ version, to }: { version: number; to: number }) =>
        `Version ${version} is active. It restores ${versionInText(to)}.`,
      waits: "The rollback waits for a second author.",
      reason: "Reason",
      reasonHint: reasonTexts.inHistory,
      ownReason: (number: number) => `Back to ${versionInText(number)}`,
    },
  },
  card: {
    label: (rule: string) => `Rule ${rule}`,
    reportOnly: "Report-only",
    outcome: "Then",
    message: "Message to the person",
    id: "ID",
    idAndLine: ({ id, line }: { id: ReactNode; line: number }) => (
      <>
        {id}, line {line}
      </>
    ),
    asText: "Show as text",
    who: "People",
    what: "Applies to",
    when: "When",
    unless: "Except when",
    unlessAll: "Except when all hold",
    refuses: "The login is refused.",
    allows: "The login is allowed.",
    allowsWith: "The login is allowed, and needs:",
    requires: "The login needs:",
  },
  list: {
    find: "Find a rule",
    found: ({ found, all }: { found: number; all: number }) => `${numberText(found)} of ${rulesText(all)} found`,
    more: (all: number) => `Show more of ${rulesText(all)}`,
  },
  difference: {
    tooLarge: "The two texts have too little in common for a comparison line by line.",
    none: "There is no difference.",
  },
  lint: {
    none: "No warnings.",
    warning: "Warning",
    line: (line: number) => `Line ${line}:`,
  },
  tests: {
    none: "There are no tests.",
    allPass: (count: number) => plural(count, { one: "The test passes.", other: "All # tests pass." }),
    someFail: ({ failed, all }: { failed: number; all: number }) =>
      all === 1
        ? "The test fails."
        : plural(failed, {
            one: (number) => `${number} of ${numberText(all)} tests fails.`,
            other: (number) => `${number} of ${numberText(all)} tests fail.`,
          }),
    each: "Show the tests",
    passing: "Show the tests that pass",
    passes: "Passes",
    fails: "Fails",
  },
  publish: {
    whatChecks: "the checks",
    stopped: (count: number) =>
      plural(count, { one: "Fix # problem before you publish", other: "Fix # problems before you publish" }),
    problemAt: ({ line, column, message }: { line: number; column: number; message: ReactNode }) => (
      <>
        Line {line}, column {column}: {message}
      </>
    ),
    testsUnread: (problem: ReactNode) => <>The tests can't be read: {problem}</>,
    unchanged: "The active rules stay as they are.",
    readWarnings: (count: number) =>
      plural(count, { one: "I have read the warning", other: "I have read the # warnings" }),
    tickFirst: "Read the warnings, then tick this box.",
    propose: "Propose",
    publish: "Publish",
    confirmPropose: {
      title: "Propose these rules?",
      verb: "Propose",
      says: "They become active when a second author agrees.",
    },
    confirmPublish: {
      title: "Publish these rules?",
      verb: "Publish",
      says: "They apply from the next login on. You can roll back in the history.",
    },
    done: (version: number) => `Version ${version} is active.`,
    proposed: "The rules wait for the agreement of a second author.",
    reason: "Reason",
    reasonHint: reasonTexts.inHistory,
  },
} as const;
