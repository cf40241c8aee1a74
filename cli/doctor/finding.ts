/** The result of one look: `good` needs nothing, `notice` works but could be better, `bad` prevents a login. */
export interface Finding {
  /** The thing that was looked at, in two or three words. */
  readonly about: string;
  readonly state: "good" | "notice" | "bad";
  /** The result in one sentence. */
  readonly says: string;
  /** The cure; undefined if nothing is to be done. */
  readonly cure?: string;
}

export const good = (about: string, says: string): Finding => ({ about, state: "good", says });
export const notice = (about: string, says: string, cure: string): Required<Finding> => ({
  about,
  state: "notice",
  says,
  cure,
});
export const bad = (about: string, says: string, cure: string): Required<Finding> => ({
  about,
  state: "bad",
  says,
  cure,
});
