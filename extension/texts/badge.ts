/** The title of the extension's icon, which a person reads beside its badge. */
export const texts = {
  product: "Nearside",
  decision: "Nearside: a login waits for your decision",
  foreign: "Nearside: a login that was started on another computer",
} as const;
