/** The version in the verdicts of a draft. */
export const DRAFT_VERSION = "draft";
