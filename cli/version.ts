/** The version in package.json. A test compares the two; reading that file would take time at every start. */
export const VERSION = "0.2.0";
