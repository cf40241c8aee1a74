/** Whom the server runs as. */
export interface Account {
  /** `process.geteuid()`; undefined where accounts have no numbers: Windows, whose folders inherit who may look in. */
  readonly uid: number | undefined;
}

/** Owns the machine: what belongs to it is as safe as anything there. */
export const ROOT = 0;
