import { numberText, plural } from "@nearside/shared/text/amounts.ts";
import { ruleTexts } from "./rules.tsx";

// The texts of the editor of rules: its draft as cards, as text and as tests.

const { versionInText } = ruleTexts;
const lengthHint = "Such as 60s, 10m or 8h.";

export const ruleEditTexts = {
  page: {
    title: "Edit the rules",
    lead: "Cards and text show the same draft. A draft has no effect until you publish it.",
    what: "the rules",
    whatVocabulary: "the words that rules can use",
  },
  base: {
    behindTitle: (version: number) => `Version ${version} was published since you began`,
    behind: (base: number) =>
      `Your draft is based on ${versionInText(base)}. If you publish it as it is, you undo what others have changed since. Look at the changes below first.`,
    replaces: (version: number) => `Replace version ${version}`,
    startAgainFrom: (version: number) => `Start again from version ${version}`,
    kept: (base: number) =>
      `Your draft, based on ${versionInText(base)}, is kept in this tab until you publish it, close the tab or sign out. You can reload the page.`,
    startAgain: "Start again",
    discard: {
      title: "Discard your draft?",
      says: (version: number) =>
        `Your changes are lost. You start again from the active rules, ${versionInText(version)}.`,
      keep: "Keep the draft",
      verb: "Discard the draft",
    },
  },
  found: {
    checking: "Checking…",
    place: ({ line, column }: { line: number; column: number }) => `Line ${line}, column ${column}`,
    problems: (count: number) => plural(count, { one: "# problem in the text.", other: "# problems in the text." }),
    fine: ({ rules, warnings }: { rules: number; warnings: number }) =>
      warnings === 0
        ? plural(rules, { one: "# rule, no problems, no warnings.", other: "# rules, no problems, no warnings." })
        : plural(rules, {
            one: (number) =>
              `${number} rule, no problems, ${numberText(warnings)} ${plural(warnings, { one: "warning", other: "warnings" })}.`,
            other: (number) =>
              `${number} rules, no problems, ${numberText(warnings)} ${plural(warnings, { one: "warning", other: "warnings" })}.`,
          }),
    notChecked: "The rules could not be checked",
  },
  panel: {
    title: "Rules",
    views: "Views of the rules",
    cards: "Cards",
    text: "Text",
  },
  cards: {
    unreadable: {
      title: "There are no cards while the text can't be read",
      says: "Correct the text. Each place above leads to a problem.",
    },
    add: "Add a rule",
    edit: "Edit",
    editText: "Edit as text",
    textOnly: "This rule has parts that a form can't show.",
    remove: "Remove",
    confirmRemove: {
      title: (rule: string) => `Remove ${rule} from the draft?`,
      verb: "Remove",
      says: "The active rules stay as they are until you publish the draft.",
    },
  },
  text: {
    label: "Rules as text. Press Tab to leave the editor.",
    keys: (
      <>
        Press Tab to leave the editor. <kbd>Ctrl</kbd> + <kbd>Space</kbd> shows suggestions. <kbd>F8</kbd> goes to the
        next problem. <kbd>Ctrl</kbd> + <kbd>]</kbd> (on a Mac <kbd>⌘</kbd> + <kbd>]</kbd>) indents a line.
      </>
    ),
  },
  /** The editor says this of each word that it suggests. */
  suggestions: {
    approve: "A login that is about to be approved.",
    refresh: "A new token of a login that was approved before.",
    exchange: "A token with fewer rights, or for an API that acts in the person's name.",
    contains: "True if it contains this.",
    containsAny: "True if it contains at least one of these.",
    containsAll: "True if it contains all of these.",
    isInRange: 'True if it is in a network, such as ip("10.0.0.0/8").',
    isLoopback: "True if it is the machine itself.",
    permit: "Allows the login if the rule applies.",
    forbid: "Refuses the login if the rule applies. With an annotation that requires more, it requires that.",
    when: "The rule applies if this holds.",
    unless: "The rule applies if this does not hold.",
    name: "a name",
    ip: 'An address or a network: ip("10.0.0.0/8").',
  },
  tests: {
    title: "Tests",
    says: "A test describes how a login differs from an ordinary one, and the verdict that you expect. You can publish the rules only if all tests pass.",
    example: "Example of a test",
    label: "Tests as JSON. Press Tab to leave the editor.",
    unreadable: "The tests can't be read",
    waiting: "The tests run as soon as the rules can be read.",
  },
  publish: {
    title: "Publish",
    unchanged: (version: number) => `The draft equals the active rules, ${versionInText(version)}.`,
    whatIf: "Try one login",
    replay: "Replay recent logins",
    change: "Changes to the rules",
    testChange: "Changes to the tests",
    needsSecond: "A second author has to agree before the rules become active.",
  },
  templates: {
    title: "Start from a template",
    asText: "Show as text",
    add: "Add",
    added: (title: string) =>
      `“${title}” is in the draft above as a report-only rule. Replace the example names in it.`,
  },
  card: {
    newTitle: "New rule",
    title: (rule: string) => `Rule ${rule}`,
    send: "Apply to the draft",
    cancel: "Cancel",
    name: "Title",
    id: "ID",
    idHint:
      "The log shows it. Lower-case letters, digits, dots and hyphens. Leave it empty to derive it from the title.",
    when: { title: "When", hint: "The rule applies if all of these hold. Without a condition it always applies." },
    unless: { title: "Except when", hint: "The rule does not apply if any of these holds." },
    unlessAll: {
      title: "Except when all hold",
      hint: "The rule does not apply if all of these hold together, such as the days and the hours of an office.",
    },
    reportOnly: "Report-only",
    reportOnlyHint:
      "The rule has no effect, but the console counts what it would do. Activate it once you have seen that.",
    confirm: { title: "Apply this rule to the draft?", verb: "Apply" },
    who: {
      title: "People",
      about: "Applies to",
      kinds: { anybody: "Anybody", group: "Everybody in a group", person: "One person" },
      group: "Name of the group",
      person: "User name",
    },
    what: {
      title: "Logins",
      actions: "Checked for",
      actionsHint: "Nothing ticked: all of them.",
      approve: "Logins that are about to be approved",
      refresh: "Refreshes of a token",
      exchange: "Exchanges of a token",
      client: "Program",
      anyClient: "Any program",
      clientNamed: ({ name, id }: { name: string; id: string }) => `${name} (${id})`,
    },
    condition: {
      legend: (nth: number) => `Condition ${nth}`,
      attribute: "Subject",
      op: "Comparison",
      remove: "Remove",
      removeNth: (nth: number) => `condition ${nth}`,
      hint: ({ says, optional }: { says: string; optional: boolean }) =>
        optional ? `${says}. If it is missing, the condition does not hold.` : `${says}.`,
      isTrue: "Value",
      yes: "Yes",
      no: "No",
      number: "Number",
      from: "From",
      to: "To",
      value: "Value",
      values: "Values",
      networksHint: "Networks, one per line, such as 10.0.0.0/8.",
      linesHint: "One per line.",
      add: "Add a condition",
      addAnother: "Add another condition",
    },
    outcome: {
      title: "Then",
      label: "When the rule applies",
      permitNote: "A login that this rule allows also needs what you choose below.",
      freshTouch: "Maximum age of the touch",
      freshTouchHint: `${lengthHint} Checked at the approval and at every refresh.`,
      deviceBound: "A passkey that can't be copied",
      attested: "A passkey of a proven model",
      securityKey: "The touch of a security key as well",
      justification: "A reason, typed by the person",
      ticket: "A ticket number",
      ticketHint: "The prefixes, such as OPS CHG. OPS-1234 is then accepted.",
      secondPart: "Second approver",
      limits: "Limits of the login",
      second: "Approval by another person",
      secondHint: "The people and groups who can approve, such as group:leads user:bob.",
      quorum: "Number of approvals",
      quorumHint: "1 to 5. Empty: one.",
      within: "Time to answer",
      withinHint: "5m to 24h. Empty: one hour.",
      newcomers: "Exclude people whom the requester admitted within",
      newcomersHint: "Empty: one hour. Type “allowed” to exclude nobody.",
      alarm: "Tell owners and administrators at once",
      scopes: "Allowed scopes",
      scopesHint: "Other scopes are left out of the login.",
      accessToken: "Maximum lifetime of an access token",
      accessTokenHint: lengthHint,
      refreshToken: "Maximum lifetime of the login",
      refreshTokenHint: `${lengthHint} After that, the login needs a new approval.`,
      standing: "Standing approval for",
      standingHint: `${lengthHint} No new touch is needed for the same machine, terminal, program and scopes.`,
      message: "Message to the person",
      messageHint: "Shown when the rule refuses a login or requires more.",
    },
    demandNothing: "Choose below what the rule requires, or let it refuse.",
  },
} as const;
