// These rules are published by tests of rules beside their own.

/** Lets everybody who met the machine approve. */
export const ANYBODY = '@id("anybody") permit (principal, action, resource);';
/** Takes an approval of the last ten minutes for enough. */
export const STANDS = '@id("again") @title("Again soon") @stand("10m") permit (principal, action, resource);';
