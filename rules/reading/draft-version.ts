/** What verdicts by a draft say they are by. */
export const DRAFT_VERSION = "draft";
