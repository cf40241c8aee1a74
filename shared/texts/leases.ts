// These texts say what a lease gives, on pages and in the extension. Numbers, spans and lists come in words.

export const leaseAccessTexts = {
  standing: {
    new: "New",
    more: "More than before",
    asBefore: "As before",
  },
  noScope: "no scope: what the API gives without one",
  lasts: ({ span }: { readonly span: string }) => `${span} from your approval`,
  asManyCalls: "As many as it makes in that time",
  calls: { one: "At most # call", other: "At most # calls" },
  endsWithProgram: "When its program ends, when the screen locks, or when you end it",
  endsWithProgramOrIdle: ({ span }: { readonly span: string }) =>
    `When its program ends, when the screen locks, after ${span} without a call, or when you end it`,
  /** What its lease had as more was asked for. */
  before: {
    calls: { one: "Before: # call left", other: "Before: # calls left" },
    noCall: "Before: no call left",
    lasts: ({ span }: { readonly span: string }) => `Before: ${span} left`,
    idle: ({ span }: { readonly span: string }) => `Before: after ${span} without a call`,
    tools: "Before: only",
  },
} as const;
