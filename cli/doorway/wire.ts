// The native host has to know this too, and takes no package with it.

/** The version of the messages over the keeper's socket. */
export const DOORWAY = 1;
/** A line with a hello holds three statements. Bytes. */
export const MAX_LINE = 65_536;
