/** The account that the server runs as. */
export interface Account {
  /** `process.geteuid()`; undefined on Windows, where accounts have no numbers and folders inherit their permissions. */
  readonly uid: number | undefined;
}

/** Owns the machine, so its files are as safe as anything there. */
export const ROOT = 0;
