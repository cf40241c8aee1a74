/** A rule of the organisation that had a part in a login. */
export interface Rule {
  /** The id that its author gave it in the set of rules. */
  readonly id: string;
  /** The name that its author gave it; null if its author gave it no name. */
  readonly title: string | null;
  /** The author's words for the person. */
  readonly says: string | null;
}

/** Gives no more of a rule than is promised. */
export const publicRules = (rules: readonly Rule[]): readonly Rule[] =>
  rules.map(({ id, title, says }) => ({ id, title, says }));
