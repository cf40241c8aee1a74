// What the native host has to know too, which takes no package with it.

/** The version of the messages over the keeper's socket. */
export const DOORWAY = 1;
/** A line with a hello holds three statements. Bytes. */
export const MAX_LINE = 65_536;
