/** A rule of the organisation that had a part in a login. */
export interface Rule {
  readonly id: string;
  /** What a person calls it; null where its author gave it no title. */
  readonly title: string | null;
  /** What its author says to the person. */
  readonly says: string | null;
}

/** No more of it than is promised. */
export const toldRules = (rules: readonly Rule[]): readonly Rule[] =>
  rules.map(({ id, title, says }) => ({ id, title, says }));
